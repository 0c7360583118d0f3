#include "server/descriptors.h"

#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

union room {
	struct cmsghdr align;
	char bytes[CMSG_SPACE(DESCRIPTORS * sizeof(int))];
};

bool descriptors_send(int channel, const void *message, size_t len, const int fds[DESCRIPTORS])
{
	union room room = { 0 };
	struct iovec piece = { (void *)(uintptr_t)message, len };
	struct msghdr m = { .msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = room.bytes,
		.msg_controllen = sizeof(room.bytes) };
	struct cmsghdr *c = CMSG_FIRSTHDR(&m);

	c->cmsg_level = SOL_SOCKET;
	c->cmsg_type = SCM_RIGHTS;
	c->cmsg_len = CMSG_LEN(DESCRIPTORS * sizeof(int));
	memcpy(CMSG_DATA(c), fds, DESCRIPTORS * sizeof(int));
	return sendmsg(channel, &m, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)len;
}

bool descriptors_take(int channel, void *message, size_t len, int fds[DESCRIPTORS])
{
	union room room;
	struct iovec piece = { message, len };
	struct msghdr m = { .msg_iov = &piece,
		.msg_iovlen = 1,
		.msg_control = room.bytes,
		.msg_controllen = sizeof(room.bytes) };
	struct cmsghdr *c;

	if (recvmsg(channel, &m, MSG_CMSG_CLOEXEC | MSG_DONTWAIT) != (ssize_t)len)
		return false;
	c = CMSG_FIRSTHDR(&m);
	if (!c || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(DESCRIPTORS * sizeof(int)))
		return false;
	memcpy(fds, CMSG_DATA(c), DESCRIPTORS * sizeof(int));
	return true;
}
