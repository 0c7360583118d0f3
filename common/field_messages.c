#include "common/field_messages.h"

static const struct {
	const char *code;
	const char *sentences[2]; /* by enum lang */
} messages[MESSAGES] = {
	[MESSAGE_REQUIRED] = { "required",
		{ "Trường này là bắt buộc.", "This field is required." } },
	[MESSAGE_UNKNOWN] = { "unknown_field",
		{ "Không có trường nào tên như vậy.", "There is no field of this name." } },
	[MESSAGE_UNKNOWN_NEAR] = { "unknown_field",
		{ "Không có trường nào tên như vậy; có phải ý bạn là \"{}\"?",
			"There is no field of this name; did you mean \"{}\"?" } },
	[MESSAGE_TWICE] = { "duplicate",
		{ "Trường này xuất hiện nhiều lần.", "This field is given more than once." } },
	[MESSAGE_NOT_TEXT] = { "wrong_type", { "Phải là một chuỗi.", "This must be a string." } },
	[MESSAGE_NOT_NUMBER] = { "wrong_type", { "Phải là một số.", "This must be a number." } },
	[MESSAGE_NOT_INTEGER] = { "wrong_type",
		{ "Phải là một số nguyên.", "This must be a whole number." } },
	[MESSAGE_NOT_BOOLEAN] = { "wrong_type",
		{ "Phải là true hoặc false.", "This must be true or false." } },
	[MESSAGE_NOT_OBJECT] = { "wrong_type",
		{ "Phải là một đối tượng JSON.", "This must be a JSON object." } },
	[MESSAGE_NOT_CODES] = { "wrong_type",
		{ "Phải là một mảng các mã.", "This must be an array of codes." } },
	[MESSAGE_NOT_LIST] = { "wrong_type",
		{ "Phải là một mảng JSON.", "This must be a JSON array." } },
	[MESSAGE_TOO_SHORT] = { "too_short",
		{ "Phải có ít nhất {} ký tự.", "This must have at least {} characters." } },
	[MESSAGE_TOO_LONG] = { "too_long",
		{ "Chỉ được có tối đa {} ký tự.", "This may have at most {} characters." } },
	[MESSAGE_TOO_SMALL] = { "too_small",
		{ "Không được nhỏ hơn {}.", "This must not be less than {}." } },
	[MESSAGE_TOO_LARGE] = { "too_large",
		{ "Không được lớn hơn {}.", "This must not be greater than {}." } },
	[MESSAGE_TOO_FEW] = { "too_few",
		{ "Phải có ít nhất {} mục.", "This must have at least {} items." } },
	[MESSAGE_TOO_MANY] = { "too_many",
		{ "Chỉ được có tối đa {} mục.", "This may have at most {} items." } },
	[MESSAGE_CONTROL] = { "bad_character",
		{ "Không được chứa ký tự điều khiển.", "This must not hold control characters." } },
	[MESSAGE_BAD_TIME] = { "bad_format",
		{ "Phải là thời điểm theo RFC 3339 có múi giờ, ví dụ 2026-11-22T07:46:44+07:00.",
			"This must be an RFC 3339 time with its offset, such as "
			"2026-11-22T07:46:44+07:00." } },
	[MESSAGE_BAD_DATE] = { "bad_format",
		{ "Phải là một ngày có thật, viết như 2026-09-02.",
			"This must be a day that exists, such as 2026-09-02." } },
	[MESSAGE_BAD_CHOICE] = { "bad_choice",
		{ "Phải là một trong các giá trị: {}.", "This must be one of: {}." } },
	[MESSAGE_BAD_CODE] = { "bad_format",
		{ "Mã chỉ gồm chữ cái không dấu, chữ số và các dấu . _ -",
			"A code has only the letters A to Z, digits and the signs . _ -" } },
	[MESSAGE_BAD_UUID] = { "bad_format", { "Phải là một UUID.", "This must be a UUID." } },
	[MESSAGE_BAD_PHONE] = { "bad_format",
		{ "Phải là số điện thoại Việt Nam, ví dụ 0903123456.",
			"This must be a Vietnamese telephone number, such as 0903123456." } },
	[MESSAGE_BAD_EMAIL] = { "bad_format",
		{ "Phải là địa chỉ thư điện tử, ví dụ ten@example.vn.",
			"This must be an e-mail address, such as name@example.vn." } },
	[MESSAGE_BODY_EMPTY] = { "bad_json",
		{ "Nội dung trống; cần một đối tượng JSON.",
			"The body is empty; a JSON object is wanted." } },
	[MESSAGE_BODY_SYNTAX] = { "bad_json",
		{ "Không phải JSON hợp lệ (RFC 8259): sai ở byte {}.",
			"This is not JSON (RFC 8259): it goes wrong at byte {}." } },
	[MESSAGE_BODY_UTF8] = { "bad_utf8",
		{ "Không phải UTF-8 hợp lệ ở byte {}.", "This is not UTF-8 at byte {}." } },
	[MESSAGE_BODY_NUL] = { "bad_character",
		{ "Ký tự NUL không được phép (byte {}).",
			"The character NUL is not allowed (byte {})." } },
	[MESSAGE_BODY_SURROGATE] = { "bad_character",
		{ "Chỉ có một nửa cặp surrogate ở byte {}.",
			"There is half of a surrogate pair at byte {}." } },
	[MESSAGE_BODY_DUPLICATE] = { "duplicate",
		{ "Một đối tượng có cùng một khóa hai lần (byte {}).",
			"An object has the same key twice (byte {})." } },
	[MESSAGE_BODY_DEPTH] = { "too_deep",
		{ "JSON lồng quá 16 tầng (byte {}).",
			"The JSON is nested more than 16 levels deep (byte {})." } },
	[MESSAGE_BODY_KEYS] = { "too_many",
		{ "JSON có hơn 1000 khóa (byte {}).",
			"The JSON has more than 1000 keys (byte {})." } },
	[MESSAGE_BODY_NUMBER] = { "too_large",
		{ "Số quá lớn hoặc quá dài ở byte {}.",
			"The number at byte {} is too large or too long." } },
	[MESSAGE_BODY_TRAILING] = { "bad_json",
		{ "Có dữ liệu thừa sau JSON, từ byte {}.",
			"There is something behind the JSON, from byte {} on." } },
	[MESSAGE_QUERY_ENCODING] = { "bad_encoding",
		{ "Mã hóa phần trăm hoặc UTF-8 không hợp lệ.",
			"The percent-encoding or the UTF-8 in it is not valid." } },
	[MESSAGE_QUERY_MANY] = { "too_many",
		{ "Có hơn {} tham số.", "There are more than {} parameters." } },
};

/* Puts the argument in the place of {}. */
static const char *fill_in(struct arena *a, const char *sentence, const char *argument)
{
	const char *place = strstr(sentence, "{}");

	if (!place || !argument)
		return sentence;
	return arena_printf(a, "%.*s%s%s", (int)(place - sentence), sentence, argument, place + 2);
}

void field_errors_add(struct arena *a, struct field_errors *errors, const char *pointer,
	enum field_message message, const char *argument)
{
	size_t most = sizeof(errors->items) / sizeof(errors->items[0]);

	if (errors->count == most)
		return;
	errors->items[errors->count++] = (struct field_error){
		.pointer = pointer,
		.code = messages[message].code,
		.detail =
			fill_in(a, messages[message].sentences[errors->lang == LANG_EN], argument),
	};
}
