#include "server/sms_reply.h"

#include "common/sms_text.h"
#include "common/str.h"

#define CODE_SHOWN_MAX 24 /* characters of a code that may be anything */

/* # stands for the code, $ for the number that one writes to. */
static const char *const templates[] = {
	[SMS_REPLY_TAKEN] = "PAKN da nhan phan anh cua ban, ma so #. Tra cuu: soan TC # gui $.",
	[SMS_REPLY_HELP] = "PAKN: de gui phan anh, soan PAKN <noi dung va dia diem> gui $. De tra "
			   "cuu, soan TC <ma so> gui $.",
	[SMS_REPLY_NO_TEXT] = "Tin nhan chua co noi dung. De gui phan anh, soan PAKN <noi dung va "
			      "dia diem> gui $.",
	[SMS_REPLY_NO_CODE] = "De tra cuu, soan TC <ma so> gui $. Ma so nam trong tin nhan ban da "
			      "nhan khi gui phan anh.",
	[SMS_REPLY_UNKNOWN] = "Khong co phan anh mang ma so #. Xin xem lai ma so, roi soan TC <ma "
			      "so> gui $.",
	[SMS_REPLY_MISTYPED] = "Ma so # go chua dung. Xin xem lai tung chu, tung so, roi soan TC "
			       "<ma so> gui $.",
	[SMS_REPLY_OTHERWHERE] = "Danh gia, bo sung va rut phan anh chua lam duoc bang tin nhan, "
				 "chi lam duoc tren trang web. Tra cuu: soan TC <ma so> gui $.",
	[SMS_REPLY_TOO_MANY] = "Ban da gui qua nhieu tin, tin nay chua duoc nhan. Xin cho vai "
			       "phut roi gui lai.",
};

char *sms_reply(struct arena *a, enum sms_reply reply, const char *code, const char *number)
{
	struct str text = { 0 };
	char *copy;

	for (const char *c = templates[reply]; *c; c++)
		if (*c == '#')
			str_printf(&text, "%.*s", CODE_SHOWN_MAX, code);
		else if (*c == '$')
			str_add(&text, number);
		else
			str_add_char(&text, *c);
	copy = arena_span(a, str_span(&text));
	str_free(&text);
	return copy;
}

char *sms_reply_standing(struct arena *a, const char *code, const struct sms_standing *s)
{
	const char *before =
		sms_text_plain(a, arena_printf(a, "%.*s: %s. ", CODE_SHOWN_MAX, code, s->status));

	if (s->answer)
		return sms_text_fit(a, arena_printf(a, "%sTra loi: ", before),
			sms_text_plain(a, s->answer), "");
	return sms_text_fit(a, before, sms_text_plain(a, s->agency),
		s->due ? arena_printf(a, ". Han tra loi: %s.", s->due) : ".");
}
