#include "server/problem.h"

#include <json-c/json.h>
#include <string.h>

#include "common/str.h"

#define PROBLEM(code, status, vi, en) { #code, status, { vi, en } },
const struct problem problems[] = { PROBLEMS(PROBLEM){ NULL, 0, { NULL, NULL } } };
#undef PROBLEM

/* What the database finds wrong with a field, in words; everything else has its sentence from
 * common/field_messages.c. */
static const struct rule {
	const char *code, *text[2];
} rules[] = {
	{ "unknown_category",
		{ "Không có lĩnh vực với mã này.", "There is no category of this code." } },
	{ "unknown_area",
		{ "Không có xã, phường với mã này.", "There is no commune of this code." } },
	{ "unknown_attribute",
		{ "Lĩnh vực này không hỏi thông tin này.", "This field does not ask for this." } },
	{ "unknown_consent", { "Không có nội dung đồng ý với phiên bản này.",
				     "There is no text of consent of this version." } },
	{ "unknown_attachment", { "Không có tệp này, hoặc tệp đã thuộc một phản ánh.",
					"There is no such file, or it belongs to a report." } },
	{ "attachment_required", { "Loại phản ánh này cần kèm ảnh hoặc tệp.",
					 "This kind of report needs a file." } },
	{ "phone_or_email", { "Cần đúng một trong hai: phone hoặc email.",
				    "Exactly one of phone and email is needed." } },
	{ "one_of", { "Cần đúng một trong ba: report, phone hoặc email.",
			    "Exactly one of report, phone and email is needed." } },
	{ "nothing_there", { "Không có nội dung nào ở đây.", "Nothing stands there." } },
	{ "nothing_masked", { "Chỗ này không bị che.", "No rule masks this." } },
	{ "outside_picture", { "Nằm ngoài ảnh.", "Lies outside of the picture." } },
	{ "agency_or_key", { "Cần đúng một trong hai: agency hoặc api_key.",
				   "Exactly one of agency and api_key is needed." } },
	{ "unknown_key", { "Không có khóa API này, hoặc khóa đã thu hồi.",
				 "There is no such API key, or it was revoked." } },
	{ "unknown_event", { "Không có sự kiện này.", "There is no such event." } },
	{ "unknown_placeholder", { "Có tên trong ngoặc nhọn không dùng được.",
					 "A name in braces stands for nothing." } },
	{ "not_a_url", { "Không phải địa chỉ http(s).", "Is no address of http(s)." } },
	{ "not_https", { "Phải là https.", "Must be https." } },
	{ "inside_network", { "Địa chỉ ở trong mạng nội bộ, không được dùng.",
				    "An address inside the network may not be used." } },
	{ "unknown_source", { "Không có hệ thống này.", "There is no such system." } },
	{ "mailbox_or_phone", { "Cần hộp thư hoặc số điện thoại, không cả hai.",
				      "A mailbox or a phone, not both." } },
	{ "no_words_for_phones",
		{ "Tin nhắn chỉ dùng cho `handoff`.", "Text messages are only for `handoff`." } },
	{ "unknown_agency", { "Không có đơn vị với mã này; tìm mã: GET /api/v1/agencies?q=TÊN.",
				    "There is no agency of this code; GET "
				    "/api/v1/agencies?q=NAME finds codes." } },
	{ "same_agency",
		{ "Hồ sơ đang ở chính đơn vị này.", "The case is with this agency already." } },
	{ "unknown_case", { "Không có hồ sơ này, hoặc không thuộc đơn vị.",
				  "There is no such case, or it is none of yours." } },
	{ "same_case", { "Chính là hồ sơ này, hoặc hồ sơ đã gộp vào nó.",
			       "That is this case itself, or was merged into it." } },
	{ "refused_case", { "Hồ sơ ấy đã kết thúc mà không có trả lời: không gộp vào được.",
				  "That case was closed without an answer: nothing is merged into "
				  "it." } },
	{ "came_first", { "Hồ sơ này đến trước: hãy gộp hồ sơ ấy vào hồ sơ này.",
				"This case came first: merge that one into it." } },
	{ "desk_agency", { "Không chuyển về bộ phận tiếp nhận; hãy trả lại (return).",
				 "A case is not transferred to the desk: return it." } },
	{ "coordinates_already",
		{ "Đơn vị này đang phối hợp rồi.", "The agency coordinates already." } },
	{ "not_coordinating", { "Đơn vị này không phối hợp.", "The agency does not coordinate." } },
	{ "out_of_area", { "Địa điểm ở ngoài tỉnh.", "The place is outside the province." } },
	{ "agency_circle",
		{ "Đơn vị này đứng trên chính nó.", "The agency stands above itself." } },
	{ "unknown_successor",
		{ "Không có đơn vị với mã này.", "There is no agency of this code." } },
	{ "same_successor", { "Phải là một đơn vị khác.", "Must be another agency." } },
	{ "succession_circle", { "Đơn vị này lại được chính đơn vị kia kế thừa.",
				       "It is itself succeeded by that agency." } },
	{ "not_there_then", { "Ngày đó đơn vị này không hoạt động.",
				    "That agency does not exist on that day." } },
	{ "before_it_began", { "Sớm hơn ngày đơn vị bắt đầu.", "Before the agency began." } },
	{ "not_a_polygon", { "Phải là Polygon hoặc MultiPolygon có diện tích (GeoJSON).",
				   "Must be a GeoJSON Polygon or MultiPolygon that encloses an "
				   "area." } },
	{ "staff_only", { "Chỉ tiếp nhận viên được dùng trường này.",
				"Only operators may use this field." } },
	{ "importer_only", { "Chỉ người nhập dữ liệu cũ được dùng trường này.",
				   "Only who imports history may use this field." } },
	{ "in_future", { "Không được ở tương lai.", "May not lie in the future." } },
	{ "before_dates_from", { "Sớm hơn thời điểm mà khóa này được ghi lùi về.",
				       "Before the instant back to which this key may date." } },
	{ "before_last_event",
		{ "Sớm hơn việc gần nhất của hồ sơ.", "Before what happened last to the case." } },
	{ "codes_or_filter",
		{ "Cần danh sách mã, hoặc bộ lọc kèm số hồ sơ đã thấy (count), không phải cả hai.",
			"Give a list of codes, or a filter with the count that was seen, not "
			"both." } },
	{ "too_many", { "Mỗi lần nhiều nhất 500 hồ sơ.", "500 cases at once at the most." } },
	{ "unknown_colleague", { "Đơn vị không có ai với tên đăng nhập này.",
				       "Nobody at the agency has this user name." } },
	{ "oneself", { "Không thể là chính mình.", "Must be somebody else." } },
	{ "head_only",
		{ "Chỉ lãnh đạo đơn vị được dùng trường này.", "Only heads may use this field." } },
	{ "not_a_head", { "Không phải tài khoản của lãnh đạo đơn vị.", "Not a head's account." } },
	{ "within_a_past_term", { "Lúc đó người khác phụ trách; lịch sử không sửa được.",
					"Somebody else was in charge then; history stays." } },
	{ "in_the_past", { "Không được ở quá khứ.", "Must not be in the past." } },
	{ "not_planned",
		{ "Chỉ dùng khi kết quả là đã lên kế hoạch.", "Only of what is planned." } },
	{ "unfilled",
		{ "Còn chỗ trong ngoặc nhọn chưa điền.", "A name in braces is not filled in." } },
	{ "unknown_template",
		{ "Không có mẫu trả lời với mã này.", "There is no template of this code." } },
	{ "text_or_template", { "Cần đúng một trong hai: text hoặc template.",
				      "Exactly one of text and template is needed." } },
	{ "not_after_due",
		{ "Phải sau hạn hiện nay.", "Must be after the day on which it is due." } },
	{ "longer_than_a_year", { "Không được dài quá một năm.", "A year at the most." } },
	{ "not_after_from", { "Phải sau `from`.", "Must be after `from`." } },
	{ "bad_period",
		{ "Phải là một năm, quý hoặc tháng, như 2025, 2025-Q4, 2025-10.",
			"Must be a year, quarter or month, such as 2025, 2025-Q4, 2025-10." } },
	{ "not_a_month",
		{ "Phải là một tháng, như 2025-10.", "Must be a month, such as 2025-10." } },
	{ "not_frozen", { "Bảng này không có trong bản chốt.", "This table was not frozen." } },
	{ "unknown_group",
		{ "Phải là agency, successor, level, area, category, channel, kind, urgency, hour, "
		  "day, week, month, quarter hoặc year.",
			"Must be agency, successor, level, area, category, channel, kind, urgency, "
			"hour, day, week, month, quarter or year." } },
	{ "not_kept_together",
		{ "Hai nhóm này không được tổng hợp cùng nhau; hãy dùng một nhóm, hoặc một nhóm "
		  "với một "
		  "đơn vị thời gian.",
			"These two are not kept together: ask for one, or one and a time." } },
	{ "other_basis",
		{ "Không có trên cơ sở tính (`basis`) này: `received` có in_progress, overdue, "
		  "overdue_open, unsatisfied; `handled` có carried_over, carried_overdue, left, "
		  "left_overdue, moved.",
			"Not counted on this `basis`: `received` has in_progress, overdue, "
			"overdue_open, unsatisfied; `handled` has carried_over, carried_overdue, "
			"left, left_overdue, moved." } },
	{ "received_only", { "Chỉ dùng với `basis=received`.", "Only with `basis=received`." } },
	{ "field_or_commune",
		{ "Cần lĩnh vực (category), địa bàn (area_code), hoặc cả hai.",
			"Needs the field (category), the commune (area_code), or both." } },
	{ "by_area_only", { "Chỉ dùng với `group_by=area`.", "Only with `group_by=area`." } },
	{ "too_many_steps", { "Nhiều nhất 400 bước.", "400 steps at the most." } },
	{ "not_a_full_hour", { "Phải là giờ tròn.", "Must be a full hour." } },
	{ "unknown_role", { "Không có vai trò này.", "There is no such role." } },
	{ "unknown_channel", { "Không có kênh này.", "There is no such channel." } },
	{ "unknown_scope", { "Không có phạm vi quyền này.", "There is no such scope." } },
	{ "nothing_chosen",
		{ "Hãy chọn nội dung hoặc trả lời.", "Choose the text or the answer." } },
	{ "answer_not_final", { "Câu trả lời chưa được duyệt.", "The answer is not final." } },
	{ "not_a_box", { "Phải là bốn số: tây,nam,đông,bắc (độ).",
			       "Must be four numbers: west,south,east,north in degrees." } },
	{ "session_or_key",
		{ "Cần đăng nhập bằng số điện thoại, hoặc Idempotency-Key do ứng dụng chọn.",
			"Either a citizen's session or an Idempotency-Key is needed." } },
	{ "too_short", { "Quá ngắn.", "Too short." } },
	{ "too_long", { "Quá dài.", "Too long." } },
	{ "not_a_mobile",
		{ "Số này không nhận được tin nhắn.", "This number takes no text messages." } },
	{ "wrong_code", { "Mã không đúng, hoặc đã dùng.", "The code is wrong, or was used." } },
	{ "wrong_password", { "Mật khẩu cũ không đúng.", "The old password is wrong." } },
	{ "same_password", { "Mật khẩu mới phải khác mật khẩu cũ.",
				   "The new password must differ from the old one." } },
	{ "common_password",
		{ "Mật khẩu quá dễ đoán: từ phổ biến, dãy số, hoặc tên của chính mình.",
			"Too easily guessed: common words, a run of digits, or one's own "
			"names." } },
	{ "too_many_reports", { "Quá nhiều phản ánh trong thời gian này.",
				      "Too many reports in this time: ask for less." } },
	{ "unknown_field", { "Không có trường này.", "There is no such field." } },
	{ "bad_format", { "Không đúng định dạng.", "Not of the right form." } },
	{ "bad_choice", { "Không phải giá trị được phép.", "Not one of the values allowed." } },
	{ "required", { "Trường này là bắt buộc.", "This field is required." } },
};

const struct problem *problem_find(const char *code)
{
	const struct problem *p = problems;

	while (p->code && strcmp(p->code, code))
		p++;
	return p->code ? p : problem_find("internal");
}

/* Says in words what is wrong with a field; NULL where the code is none of ours. */
static const char *rule_text(const char *code, enum lang lang)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (!strcmp(rules[i].code, code))
			return rules[i].text[lang];
	return NULL;
}

/* Picks the language of words that come in both. */
static struct json_object *in_language(struct json_object *words, enum lang lang)
{
	return json_object_is_type(words, json_type_object)
		       ? json_object_object_get(words, lang == LANG_EN ? "en" : "vi")
		       : words;
}

/* Gives every error that the database found its sentence. */
static void explain(struct json_object *errors, enum lang lang)
{
	size_t count =
		json_object_is_type(errors, json_type_array) ? json_object_array_length(errors) : 0;

	for (size_t i = 0; i < count; i++) {
		struct json_object *error = json_object_array_get_idx(errors, i), *code, *known;
		const char *text;

		if (json_object_object_get_ex(error, "detail", &known)) {
			json_object_object_add(
				error, "detail", json_object_get(in_language(known, lang)));
			continue;
		}
		if (!json_object_object_get_ex(error, "code", &code))
			continue;
		text = rule_text(json_object_get_string(code), lang);
		if (text)
			json_object_object_add(error, "detail", json_object_new_string(text));
	}
}

/* Adds what the database said; what the document says already (type, title, status, code) stands.
 */
static void add_members(struct json_object *document, const char *members, enum lang lang)
{
	struct json_object *parsed = members ? json_tokener_parse(members) : NULL;

	if (json_object_is_type(parsed, json_type_object)) {
		json_object_object_foreach(parsed, key, value)
		{
			if (json_object_object_get_ex(document, key, NULL))
				continue;
			if (!strcmp(key, "errors"))
				explain(value, lang);
			if (!strcmp(key, "detail"))
				value = in_language(value, lang);
			json_object_object_add(document, key, json_object_get(value));
		}
	}
	json_object_put(parsed);
}

/* Adds what was found wrong with the input. */
static void add_errors(struct json_object *document, const struct field_errors *errors)
{
	struct json_object *list;

	if (!errors || !errors->count)
		return;
	list = json_object_new_array();
	for (size_t i = 0; i < errors->count; i++) {
		struct json_object *error = json_object_new_object();

		json_object_object_add(
			error, "pointer", json_object_new_string(errors->items[i].pointer));
		json_object_object_add(
			error, "code", json_object_new_string(errors->items[i].code));
		json_object_object_add(
			error, "detail", json_object_new_string(errors->items[i].detail));
		json_object_array_add(list, error);
	}
	json_object_object_add(document, "errors", list);
}

char *problem_document(struct arena *a, const struct problem *p, enum lang lang, int status,
	const char *trace_id, const char *members, const struct field_errors *errors)
{
	struct json_object *document = json_object_new_object();
	char *text;

	json_object_object_add(document, "type",
		json_object_new_string(arena_printf(a, "urn:pakn:problem:%s", p->code)));
	json_object_object_add(document, "title", json_object_new_string(p->title[lang]));
	json_object_object_add(
		document, "status", json_object_new_int(status ? status : p->status));
	json_object_object_add(document, "code", json_object_new_string(p->code));
	add_members(document, members, lang);
	add_errors(document, errors);
	json_object_object_add(document, "trace_id", json_object_new_string(trace_id));
	text = arena_string(a, json_object_to_json_string_ext(document,
				       JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(document);
	return text;
}
