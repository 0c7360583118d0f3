/* Problem documents (RFC 9457): what a client is told when something cannot be done.
 *
 * One table of codes with a title in Vietnamese and English.  type and code are stable; title and
 * detail are for people, in the language asked for. */
#ifndef PAKN_PROBLEM_H
#define PAKN_PROBLEM_H

#include "common/arena.h"
#include "common/fields.h"

/* code, status, title in Vietnamese, title in English */
#define PROBLEMS(X)                                                                                \
	X(bad_request, 400, "Yêu cầu không đọc được", "The request cannot be read")                \
	X(bad_json, 400, "Nội dung không phải JSON hợp lệ", "The body is not valid JSON")          \
	X(bad_idempotency_key, 400, "Idempotency-Key không hợp lệ",                                \
		"The Idempotency-Key is not valid")                                                \
	X(bad_header, 400, "Một dòng tiêu đề HTTP không hợp lệ", "A header is not valid")          \
	X(bad_host, 400, "Host không hợp lệ", "The Host header is not valid")                      \
	X(bad_framing, 400, "Độ dài nội dung không rõ ràng",                                       \
		"The length of the body is not clear")                                             \
	X(bad_request_line, 400, "Dòng yêu cầu HTTP không hợp lệ",                                 \
		"The request line is not valid")                                                   \
	X(sign_on_expired, 400, "Lần đăng nhập này đã hết hạn hoặc đã dùng; hãy đăng nhập lại",    \
		"This sign-in is over or was used; please begin again")                            \
	X(bad_target, 400, "Đường dẫn không hợp lệ", "The path is not valid")                      \
	X(unauthenticated, 401, "Cần đăng nhập, hoặc phiên đã hết hạn",                            \
		"A valid credential is needed")                                                    \
	X(wrong_login, 401, "Sai tên đăng nhập hoặc mật khẩu", "Wrong user name or password")      \
	X(wrong_code, 401, "Mã xác nhận không đúng, đã dùng hoặc đã hết hạn",                      \
		"The code is wrong, was used or is over")                                          \
	X(sign_on_refused, 401, "Hệ thống đăng nhập trả lời không đúng",                           \
		"What the sign-on service answered cannot be accepted")                            \
	X(sign_on_denied, 403, "Hệ thống đăng nhập đã không cho đăng nhập",                        \
		"The sign-on service did not sign you in")                                         \
	X(no_account, 403, "Bạn chưa có tài khoản ở đây; hãy báo quản trị viên",                   \
		"You have no account here; please tell an administrator")                          \
	X(forbidden, 403, "Không có quyền", "Not permitted")                                       \
	X(identity_withheld, 403, "Người gửi không cho xem liên hệ",                               \
		"The sender does not allow this to be seen")                                       \
	X(not_found, 404, "Không có địa chỉ này", "There is nothing at this address")              \
	X(unknown_provider, 404, "Không có hệ thống đăng nhập này",                                \
		"There is no such sign-on service")                                                \
	X(unknown_code, 404, "Không có phản ánh với mã này", "There is no report with this code")  \
	X(unknown_case, 404, "Không có hồ sơ này", "There is no such case")                        \
	X(no_contact, 404, "Người gửi không để lại liên hệ, hoặc liên hệ đã xóa",                  \
		"The sender left no contact, or it was erased")                                    \
	X(no_consent_text, 404, "Chưa có nội dung xin đồng ý",                                     \
		"The province has no text of consent")                                             \
	X(unknown_link, 404, "Không có liên kết này", "There is no such link")                     \
	X(not_there, 404, "Không có mục này", "There is no such entry")                            \
	X(unknown_area, 404, "Không có đơn vị hành chính này", "There is no such area")            \
	X(unknown_session, 404, "Không có phiên đăng nhập này", "There is no such session")        \
	X(unknown_account, 404, "Không có tài khoản này", "There is no such account")              \
	X(unknown_api_key, 404, "Không có khóa API này", "There is no such API key")               \
	X(method_not_allowed, 405, "Phương thức không dùng được ở đây",                            \
		"This method cannot be used here")                                                 \
	X(ended_not_deleted, 405, "Không xóa được: hãy đặt valid_to, hoặc active là false",        \
		"This is not deleted but ended: set valid_to, or active to false")                 \
	X(request_timeout, 408, "Yêu cầu gửi quá chậm", "The request came too slowly")             \
	X(not_allowed_now, 409, "Hồ sơ đang ở bước khác, không thực hiện được việc này",           \
		"The case does not allow this now")                                                \
	X(answer_incomplete, 409, "Câu trả lời chưa đủ", "The answer is not complete")             \
	X(nothing_to_urge, 409,                                                                    \
		"Không có hồ sơ để đôn đốc: không nêu `cases` thì chỉ những hồ sơ quá hạn",        \
		"There is no case to urge: without `cases`, only overdue ones are")                \
	X(month_not_over, 409, "Tháng này chưa kết thúc", "This month is not over")                \
	X(snapshot_altered, 409, "Bản chốt đã bị sửa, không dùng được",                            \
		"Somebody changed what was frozen")                                                \
	X(replied_already, 409, "Đã trả lời công văn đôn đốc này", "This letter was replied to")   \
	X(past_due, 409, "Đã quá hạn, không gia hạn được nữa",                                     \
		"It is past due and cannot be extended any more")                                  \
	X(extension_limit, 409, "Đã gia hạn đủ số lần cho phép",                                   \
		"It was extended as often as is allowed")                                          \
	X(desk_decides, 409,                                                                       \
		"Hồ sơ đã chuyển qua lại quá nhiều lần: chỉ bộ phận tiếp nhận quyết định",         \
		"The case was handed over too often: only the desk decides whose it is")           \
	X(other_count, 409, "Số hồ sơ tìm thấy đã khác: hãy xem lại rồi làm lại",                  \
		"The filter finds another number of cases now: look again")                        \
	X(other_stage, 409, "Phiên đăng nhập đang ở bước khác", "The session is at another step")  \
	X(factor_stands, 409, "Tài khoản đã có ứng dụng xác thực",                                 \
		"The account has an authenticator already")                                        \
	X(factor_off, 409, "Tỉnh không dùng ứng dụng xác thực",                                    \
		"This province uses no authenticators")                                            \
	X(never_public, 409, "Chỉ ảnh còn lưu mới công khai được",                                 \
		"Only a picture that is still there can be made public")                           \
	X(kept_elsewhere, 409, "Tệp nằm ở tỉnh cũ: chỉ ẩn được, không che được",                   \
		"The file lies with a former province: it can be hidden, not covered")             \
	X(webhook_ended, 409, "Nơi nhận này đã ngừng", "Nothing is sent there any more")           \
	X(later_version_waits, 409,                                                                \
		"Một phiên bản quy tắc chờ hiệu lực muộn hơn: hãy rút lại, hoặc lưu cho lúc ấy",   \
		"A later version of the rules waits: withdraw it, or save for its time")           \
	X(version_in_force, 409,                                                                   \
		"Phiên bản này đã có hiệu lực, hoặc có phiên bản khác chờ sau nó",                 \
		"This version has taken effect, or a later one waits")                             \
	X(own_account, 409, "Không thể làm việc này với chính tài khoản của mình",                 \
		"This cannot be done to one's own account")                                        \
	X(sender_disagrees, 409, "Người gửi không đồng ý công khai",                               \
		"The sender does not agree to publication")                                        \
	X(out_of_scope, 409, "Nội dung loại này không được công khai",                             \
		"Reports of this kind are never published")                                        \
	X(not_public, 409, "Phần này không công khai", "This is not public")                       \
	X(closed_already, 409, "Phản ánh này đã kết thúc; nếu còn, hãy gửi phản ánh mới",          \
		"This report is closed; if it goes on, please send another")                       \
	X(on_hold, 409, "Dữ liệu đang được lưu giữ theo yêu cầu pháp lý, chưa được xóa",           \
		"This is under a legal hold and may not be erased now")                            \
	X(senders_unsealed, 409,                                                                   \
		"Còn liên hệ chưa niêm phong; quản trị hãy chạy pakn identity reseal",             \
		"Some contacts are not sealed yet: run pakn identity reseal")                      \
	X(succeeded_already, 409, "Đơn vị này đã có đơn vị kế thừa khác",                          \
		"This agency is succeeded by another, or from another day")                        \
	X(succession_begun, 409, "Việc kế thừa đã bắt đầu, không hủy được",                        \
		"The succession has begun and cannot be taken back")                               \
	X(rules_changed, 409, "Quy tắc đã được thay đổi, không hủy được; hãy sửa quy tắc trước",   \
		"Rules were changed meanwhile: put them right first")                              \
	X(tenant_merged, 409, "Tỉnh này đã hợp nhất, chỉ còn đọc được",                            \
		"This province became part of another and is only read")                           \
	X(rating_over, 409, "Đã hết thời gian đánh giá", "It can be rated no longer")              \
	X(reopened_already, 409, "Phản ánh đã được mở lại một lần; nếu còn, hãy gửi phản ánh mới", \
		"This report was opened again once; if it goes on, please send another")           \
	X(no_handoff_address, 409,                                                                 \
		"Đơn vị chưa có hộp thư hay điện thoại nhận liên kết (handoff)",                   \
		"The agency has no mailbox or phone for links (handoff)")                          \
	X(of_another_agency, 409,                                                                  \
		"Hồ sơ kia do đơn vị khác xử lý: chỉ bộ phận tiếp nhận gộp được",                  \
		"The other case is another agency's: only the desk may merge them")                \
	X(reference_taken, 409, "Số này đã là của hồ sơ khác", "This number is another case's")    \
	X(link_over, 410, "Liên kết này đã hết hạn, đã bị thu hồi hoặc có liên kết mới hơn",       \
		"This link is over, was revoked, or there is a newer one")                         \
	X(cursor_gone, 410, "Lịch sử ở đây không còn điểm này: hãy bắt đầu lại từ hiện trạng",     \
		"There is no such place in the history here: start anew from what stands")         \
	X(stale_version, 412, "Nội dung đã được người khác thay đổi", "It was changed meanwhile")  \
	X(exists_already, 412, "Đã có mục này", "It exists already")                               \
	X(body_too_large, 413, "Nội dung quá lớn", "The body is too large")                        \
	X(too_many_pixels, 413, "Ảnh có quá nhiều điểm ảnh", "The picture has too many pixels")    \
	X(target_too_long, 414, "Đường dẫn quá dài", "The path is too long")                       \
	X(unsupported_media_type, 415, "Cần Content-Type: application/json",                       \
		"Content-Type: application/json is needed")                                        \
	X(unsupported_file, 415, "Chỉ nhận ảnh JPEG, PNG, video MP4, 3GP, WebM và PDF",            \
		"Only JPEG, PNG, MP4, 3GP, WebM and PDF are taken")                                \
	X(no_such_range, 416, "Tệp không có đoạn này", "The file has no such part")                \
	X(expectation_failed, 417, "Expect không được hỗ trợ", "This Expect is not supported")     \
	X(invalid, 422, "Dữ liệu chưa đúng", "The data are not valid")                             \
	X(unreadable_file, 422, "Không đọc được tệp này", "This file cannot be read")              \
	X(list_too_long, 422, "Danh sách dài quá: hãy lọc hẹp hơn",                                \
		"The list is too long: ask for less")                                              \
	X(out_of_area, 422, "Địa điểm ở ngoài tỉnh", "The place is outside the province")          \
	X(agency_circle, 422, "Các đơn vị cấp trên lặp vòng",                                      \
		"The parents of some agencies lead back to themselves")                            \
	X(not_a_polygon, 422, "Không phải là vùng", "This encloses no area")                       \
	X(key_reused, 422, "Idempotency-Key đã dùng cho nội dung khác",                            \
		"The Idempotency-Key was used with another body")                                  \
	X(version_required, 428, "Cần If-Match với phiên bản đã đọc",                              \
		"If-Match with the version that was read is needed")                               \
	X(too_many_exports, 429, "Đang xuất quá nhiều bảng, hãy chờ rồi thử lại",                  \
		"Too many tables are being exported; wait and try again")                          \
	X(too_many_requests, 429, "Quá nhiều yêu cầu", "Too many requests")                        \
	X(too_many_tries, 429, "Sai quá nhiều lần, hãy chờ rồi thử lại",                           \
		"Too many tries; wait, then try again")                                            \
	X(too_many_lookups, 429,                                                                   \
		"Quá nhiều lần tra cứu mã không có; hãy chờ, hoặc dùng mật mã của phản ánh",       \
		"Too many unknown codes were looked up; wait, or use the secret of the report")    \
	X(too_many_from_phone, 429,                                                                \
		"Quá nhiều phản ánh từ số điện thoại này; hãy chờ, hoặc đăng nhập bằng số đó",     \
		"Too many reports with this number; wait, or sign in with it")                     \
	X(too_many_streams, 429, "Đang mở quá nhiều luồng sự kiện",                                \
		"Too many streams of events are open")                                             \
	X(head_too_large, 431, "Phần đầu HTTP quá lớn", "The head of the request is too large")    \
	X(internal, 500, "Lỗi của hệ thống", "An error of the service")                            \
	X(method_not_implemented, 501, "Phương thức không được hỗ trợ",                            \
		"This method is not known")                                                        \
	X(files_off, 501, "Ở đây không nhận tệp", "No files are taken here")                       \
	X(busy, 503, "Hệ thống đang quá tải, hãy thử lại", "The service is busy, try again")       \
	X(unavailable, 503, "Hệ thống tạm ngừng, hãy thử lại",                                     \
		"The service is away for a moment, try again")                                     \
	X(outcome_unknown, 503,                                                                    \
		"Chưa biết phản ánh đã lưu hay chưa; hãy gửi lại với cùng Idempotency-Key",        \
		"Whether the report was stored is not known; send it again with the same "         \
		"Idempotency-Key")                                                                 \
	X(sms_off, 503,                                                                            \
		"Chưa gửi được tin nhắn ở đây; hãy tra cứu bằng mã và mật mã của phản ánh",        \
		"No text messages are sent here; use the code and the secret of the report")       \
	X(sign_on_unavailable, 503, "Hệ thống đăng nhập không trả lời, hãy thử lại sau",           \
		"The sign-on service does not answer, try again later")                            \
	X(overloaded, 503, "Hệ thống đang nhận quá nhiều dữ liệu, hãy thử lại",                    \
		"Too much is coming in at once, try again")                                        \
	X(too_many_connections, 503, "Quá nhiều kết nối, hãy thử lại",                             \
		"Too many connections, try again")                                                 \
	X(insufficient_storage, 507, "Hệ thống hết chỗ lưu", "The service has no room left")       \
	X(version_not_supported, 505, "Chỉ hỗ trợ HTTP/1.1", "Only HTTP/1.1 is supported")

struct problem {
	const char *code;
	int status;
	const char *title[2]; /* by enum lang */
};

/* All of them; code NULL at the end. */
extern const struct problem problems[];

/* Finds a problem; an unknown code is "internal". */
const struct problem *problem_find(const char *code);

/* Makes the document.  status 0: the table's.  members: a JSON object of further members as the
 * database gives them ("{}" or NULL: none); its errors get their sentences here.  errors may be
 * NULL. */
char *problem_document(struct arena *a, const struct problem *p, enum lang lang, int status,
	const char *trace_id, const char *members, const struct field_errors *errors);

#endif
