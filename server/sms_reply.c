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
	[SMS_REPLY_UNFINISHED] = "Chua du noi dung. Soan DG <ma so> <1 den 5>, ML <ma so> <ly do>, "
				 "BS <ma so> <noi dung> hoac HUY <ma so> gui $.",
	[SMS_REPLY_TOO_MANY] = "Ban da gui qua nhieu tin, tin nay chua duoc nhan. Xin cho vai "
			       "phut roi gui lai.",
	[SMS_REPLY_RATED] =
		"Da ghi nhan danh gia phan anh #, xin cam on. Neu chua duoc giai quyet, "
		"soan ML # <ly do> gui $.",
	[SMS_REPLY_REOPENED] = "Phan anh # da duoc mo lai de xu ly tiep. Tra cuu: soan TC # gui $.",
	[SMS_REPLY_ADDED] =
		"Da nhan thong tin bo sung cua phan anh #, xin cam on. Tra cuu: soan TC "
		"# gui $.",
	[SMS_REPLY_WITHDRAWN] = "Phan anh # da duoc rut theo yeu cau cua ban.",
	[SMS_REPLY_NOT_NOW] = "Hien khong lam duoc viec nay voi phan anh #. Tra cuu: soan TC # gui "
			      "$.",
	[SMS_REPLY_RATING_OVER] = "Da het thoi gian danh gia phan anh #.",
	[SMS_REPLY_REOPENED_ALREADY] = "Phan anh # da duoc mo lai mot lan. Neu con, soan PAKN <noi "
				       "dung va dia diem> gui $.",
	[SMS_REPLY_CLOSED] =
		"Phan anh # da ket thuc. Neu con, soan PAKN <noi dung va dia diem> gui "
		"$.",
	[SMS_REPLY_OTHER_PHONE] =
		"Phan anh # khong gui tu so dien thoai nay, nen khong lam duoc viec "
		"nay bang tin nhan.",
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
