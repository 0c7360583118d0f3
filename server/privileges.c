#include "server/privileges.h"

#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

bool privileges_drop(const char *user, struct str *error)
{
	const struct passwd *entry = *user ? getpwnam(user) : NULL;

	str_clear(error);
	if (!*user || (entry && entry->pw_uid == getuid() && getuid() != 0))
		return true;
	if (!entry)
		str_printf(error, "user: there is no user %s", user);
	else if (geteuid() != 0)
		str_printf(error, "user: only root can become %s", user);
	else if (initgroups(user, entry->pw_gid) || setgid(entry->pw_gid) || setuid(entry->pw_uid))
		str_printf(error, "user: cannot become %s: %m", user);
	else if (entry->pw_uid != 0 && setuid(0) == 0)
		str_printf(error, "user: could become root again after %s", user);
	return !error->len;
}

void privileges_harden(void)
{
	struct rlimit none = { 0, 0 };

	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	setrlimit(RLIMIT_CORE, &none);
#ifndef __SANITIZE_ADDRESS__ /* the leak checker has to trace its own process */
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
}

unsigned long privileges_raise_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) != 0)
		return 0;
	files.rlim_cur = files.rlim_max;
	setrlimit(RLIMIT_NOFILE, &files);
	getrlimit(RLIMIT_NOFILE, &files);
	return files.rlim_cur;
}
