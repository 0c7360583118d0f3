#include "common/config_table.h"

#include <stdlib.h>

#include "common/address.h"
#include "common/forwarded.h"
#include "common/ip.h"
#include "common/rate.h"
#include "common/schedule.h"
#include "common/seal.h"

static const char *const log_levels[] = { "debug", "info", "warning", "error", NULL };
static const char *const sms_providers[] = { "none", "log", NULL };
static const char *const languages[] = { "vi", "en", NULL };

#define SECOND 1000L
#define MIB    (1024L * 1024L)

/* clang-format off */
#define TEXT(n, d, h)	      { .name = n, .type = SETTING_TEXT, .fallback = d, .help = h }
#define SECRET(n, h)	      { .name = n, .type = SETTING_SECRET, .fallback = "", .help = h }
#define KEY(n, h)	      { .name = n, .type = SETTING_KEY, .fallback = "", .help = h }
#define KEYS(n, h)	      { .name = n, .type = SETTING_KEYS, .fallback = "", .help = h }
#define PATH(n, d, l, h)      { .name = n, .type = SETTING_PATH, .fallback = d, .live = l, .help = h }
#define ADDRESSES(n, d, h)    { .name = n, .type = SETTING_ADDRESSES, .fallback = d, .help = h }
#define NETWORKS(n, d, h)     { .name = n, .type = SETTING_NETWORKS, .fallback = d, .help = h }
#define SCHEDULE(n, d, h)     { .name = n, .type = SETTING_SCHEDULE, .fallback = d, .help = h }
#define RATE(n, d, h)	      { .name = n, .type = SETTING_RATE, .fallback = d, .live = true, .help = h }
#define YES_NO(n, d, h)	      { .name = n, .type = SETTING_BOOL, .fallback = d, .help = h }
#define NUMBER(n, d, a, b, h) { .name = n, .type = SETTING_INT, .fallback = d, .min = a, .max = b, .help = h }
#define CHOICE(n, d, c, l, h) { .name = n, .type = SETTING_CHOICE, .fallback = d, .choices = c, .live = l, .help = h }

const struct setting settings[] = {
	/* Who listens, and as whom */
	ADDRESSES("listen", "127.0.0.1:8080", "Addresses for plain HTTP, separated by commas; *:8080 is every address, none is none."),
	ADDRESSES("listen_tls", "", "Addresses for HTTPS; they need tls_certificate and tls_key."),
	ADDRESSES("admin_listen", "127.0.0.1:8081", "Addresses for /livez, /readyz and /metrics: never for the public."),
	PATH("tls_certificate", "", true, "PEM file: the certificate, then its chain."),
	PATH("tls_key", "", true, "PEM file: the private key of the certificate."),
	NUMBER("workers", "0", 0, 64, "Web processes; 0 is one per core."),
	TEXT("user", "", "User to become after the sockets are open, where started as root."),

	/* Proxies in front */
	NETWORKS("trusted_proxies", "", "Networks and addresses whose word about the client's address is taken, separated by commas; unix: whoever comes by a socket in the file system. Their own connections count for no address."),
	CHOICE("client_address_header", "X-Forwarded-For", forwarded_names, false, "Where trusted proxies say whom they speak for."),

	/* The database */
	SECRET("database", "libpq connection string of the web processes; empty: the PG* variables alone."),
	SECRET("database_courier", "The same for the courier; empty: as database."),
	NUMBER("db_fast_conns", "2", 1, 64, "Connections of each worker for reads."),
	NUMBER("db_write_conns", "2", 1, 64, "Connections of each worker for writes."),
	NUMBER("db_slow_conns", "1", 1, 64, "Connections of each worker for statistics and exports."),
	NUMBER("db_courier_conns", "2", 1, 64, "Connections of the courier."),
	NUMBER("db_fast_depth", "16", 1, 256, "Reads under way on one connection."),
	NUMBER("db_write_depth", "8", 1, 256, "Single writes under way on one connection."),
	NUMBER("db_queue_max", "2000", 1, 100000, "Calls that may wait in each lane before requests are refused."),
	NUMBER("db_read_deadline_ms", "5000", 100, 600 * SECOND, "Longest wait for the answer to a read."),
	NUMBER("db_write_deadline_ms", "4000", 100, 600 * SECOND, "Longest wait for the answer to a write."),
	NUMBER("db_slow_deadline_ms", "60000", 100, 3600 * SECOND, "Longest wait for statistics, exports and chores."),
	NUMBER("db_connect_ms", "1000", 100, 60 * SECOND, "Longest wait for a connection to one host."),
	NUMBER("batch_rows_max", "256", 1, 4096, "Most reports in one statement."),
	NUMBER("batch_queue_max", "4000", 1, 100000, "Reports that may wait for a batch before more are refused."),
	NUMBER("batch_ms", "5000", 100, 600000, "Longest wait of a report for its answer, in the queue and in the database."),

	/* While the database is away */
	PATH("journal", "", false, "File that keeps reports while the database is away (SQLite, on a local disk, one for each host); empty: they are refused."),
	NUMBER("journal_after_ms", "2000", 100, 60 * SECOND, "The database is away when no connection for writes could be used for so long."),
	NUMBER("journal_rows_max", "100000", 1, 10 * 1000 * 1000, "Reports that may lie in the journal before more are refused."),
	NUMBER("journal_bytes_max", "268435456", MIB, 1024 * 1024 * MIB, "Bytes that the journal may grow to."),

	/* Secrets */
	KEY("code_key", "Key of report codes. Permanent: the same in every daemon, for ever."),
	KEY("secret_key", "Key of the secrets that go with report codes, and of the hashes by which a sender is found. As permanent as code_key."),
	KEYS("identity_keys", "Keys that seal who reported; the first one seals, all of them open. Keep each until `pakn identity reseal` has run."),
	KEYS("checkpoint_keys", "Keys that sign how far the history goes; all of them sign, so that whoever knows only the one before goes on believing it. `pakn checkpoint keys` prints the public ones."),
	PATH("checkpoint_file", "", false, "File at the end of which the courier writes such a checkpoint of each province; keep copies elsewhere. Empty: none is written."),
	NUMBER("checkpoint_minutes", "60", 1, 10080, "How often."),

	/* Limits of HTTP, per worker */
	NUMBER("head_max", "16384", 1024, MIB, "Bytes of request line and headers together."),
	NUMBER("body_max", "65536", 1024, 64 * MIB, "Bytes of a JSON body."),
	NUMBER("body_large_max", "4194304", 1024, 64 * MIB,
		"Bytes of a JSON body that holds a boundary."),
	NUMBER("body_total_max", "67108864", MIB, 4096 * MIB, "Bytes of all bodies in memory at once."),
	NUMBER("conns_max", "8000", 1, 1000000, "Open connections."),
	NUMBER("conns_per_address_max", "256", 1, 1000000, "Open connections of one IPv4 address or IPv6 /64."),
	NUMBER("head_ms", "10000", 100, 600 * SECOND, "Time for a head to arrive, TLS handshake included."),
	NUMBER("body_ms", "30000", 100, 3600 * SECOND, "Time for a body to arrive."),
	NUMBER("answer_ms", "30000", 100, 3600 * SECOND, "Time for a client to take an answer."),
	NUMBER("idle_ms", "60000", 100, 3600 * SECOND, "Time between two requests of a connection."),
	NUMBER("file_ms", "300000", 1000, 3600 * SECOND, "Time for a file to arrive, or to be taken."),
	NUMBER("drain_ms", "10000", 0, 600 * SECOND, "Time to finish what was accepted when stopping."),
	NUMBER("stall_ms", "30000", 0, 3600 * SECOND, "A process whose loop stands still this long is replaced; 0: never."),
	NUMBER("long_poll_max_s", "25", 1, 300, "Longest wait of Prefer: wait; below the time-out of any proxy."),

	NUMBER("stream_beat_s", "15", 1, 300, "Longest silence of a stream of events; below the time-out of any proxy. Who may read is asked again then, too."),
	NUMBER("streams_max", "2000", 0, 8000, "Streams of events that may be open, over all workers."),
	NUMBER("streams_per_account_max", "10", 0, 8000, "Of them with one account or API key."),

	NUMBER("exports_max", "4", 1, 64, "Tables that are written into files at once, over all workers; who asks for another is told to come back."),
	NUMBER("export_rows_max", "2000000", 1, 100000000, "Rows of a table that is taken away; a longer one is refused."),
	NUMBER("export_file_max", "8589934592", 64 * MIB, 1024 * 1024 * MIB, "Bytes of a file that is written for one, in spool_dir; a workbook takes about three of the kind while it is made."),
	NUMBER("export_ms", "1800000", 1000, 24 * 3600 * SECOND, "Longest time for one."),

	/* What is fair, over all workers: so many a minute, and so many at once after a pause */
	RATE("limit_address_read", "3000/6000", "Reads from one IPv4 address or IPv6 /64 without a known session or key. Thousands of phones may share one."),
	RATE("limit_address_write", "600/1800", "Reports, photos and all else that is sent, likewise."),
	RATE("limit_session_read", "1200/2400", "Reads with one session, of staff or of a citizen."),
	RATE("limit_session_write", "300/600", "All else with one session."),
	RATE("limit_key", "60000/60000", "Requests with one API key, or from one gateway: an app's users, or an importer."),
	RATE("limit_phone", "5/30", "Reports that leave one phone number, where nobody has signed in with it, or for it, and messages from it."),
	RATE("limit_flag", "5/20", "Flags of what is public, from one IPv4 address or IPv6 /64, whoever is signed in there."),
	RATE("limit_miss", "20/60", "Lookups of codes that are none, from one address or with one session or key; what comes with a report's secret goes on."),
	RATE("limit_alarm", "60/600", "Lookups of codes that are none, in a whole province. Beyond it nobody is refused, but pakn_lookups_suspicious_total grows."),

	/* Files of citizens and staff */
	PATH("files_dir", "", false, "Folder of photos, videos and documents, on a file system with O_TMPFILE (ext4, XFS, Btrfs); empty: none are taken."),
	NUMBER("image_max", "20971520", 1024, 1024 * MIB, "Bytes of a photo."),
	NUMBER("video_max", "52428800", 1024, 1024 * MIB, "Bytes of a video."),
	NUMBER("pdf_max", "20971520", 1024, 1024 * MIB, "Bytes of a PDF."),
	NUMBER("image_pixels_max", "50000000", 1000, 1000000000, "Pixels of a photo, by its head; more are not decoded."),
	NUMBER("image_side_max", "4096", 320, 32768, "Pixels of the longest side of a stored photo; a greater one is made smaller."),
	NUMBER("media_jobs", "2", 1, 64, "Files that are looked into at once."),
	NUMBER("media_queue_max", "64", 1, 10000, "Files that may wait for that before more are refused."),
	NUMBER("media_ms", "20000", 100, 600 * SECOND, "Longest time, and processor time, for one file."),
	NUMBER("media_memory", "1073741824", 256 * MIB, 65536 * MIB, "Bytes of addresses for the process that looks into a file."),
	NUMBER("uploads_max", "64", 1, 10000, "Files that may come in at once, of each worker."),
	NUMBER("uploads_per_address_max", "6", 1, 10000, "The same of one IPv4 address or IPv6 /64."),
	NUMBER("upload_hours", "24", 1, 8760, "A file that no report has named for so long is deleted."),
	TEXT("files_s3", "", "Bucket of an S3-compatible store that files are copied to, as an address: https://s3.example.vn/pakn; empty: files_dir alone has them."),
	TEXT("files_s3_region", "us-east-1", "Region of that store; many take any."),
	SECRET("files_s3_key", "Key that requests to it are signed with."),
	SECRET("files_s3_secret", "The secret of that key."),
	NUMBER("files_s3_ms", "60000", 100, 3600 * SECOND, "Longest time for one file to go there or to come back."),
	NUMBER("files_s3_walk_s", "120", 1, 86400, "Seconds in which the courier walks once through files_dir to see what to copy."),
	NUMBER("files_local_hours", "168", 0, 876000, "A file that the store has had for so long leaves files_dir."),
	NUMBER("files_fetched_max", "268435456", 0, 1099511627776, "Bytes of files that a worker has fetched from the store and keeps open for files_grace_s, for whoever asks for them again."),
	NUMBER("files_grace_s", "300", 1, 86400, "Seconds between a file's deletion and its end on disk."),

	/* Other services */
	PATH("oidc_secrets", "", true, "File of client secrets at sign-on services: lines of PROVINCE/CODE and a secret."),
	NUMBER("oidc_ms", "5000", 100, 60 * SECOND, "Longest wait for each answer of a sign-on service."),
	CHOICE("sms_provider", "none", sms_providers, false, "Who takes text messages: none, or log, which writes them to sms_log for demos and tests."),
	PATH("sms_log", "", false, "File that log writes text messages to, with numbers and codes; empty: sms.log in spool_dir."),
	NETWORKS("gateway_networks", "127.0.0.1, ::1", "Networks and addresses of gateways that cannot sign and show their secret instead, such as Kannel."),
	PATH("outbound_authorities", "", false, "PEM file of the authorities that other services' certificates must come from; empty: those of the system."),
	YES_NO("outbound_loopback", "no", "Ask services on this machine (127.0.0.1, [::1]) by plain HTTP, too; for tests."),

	/* Notices */
	TEXT("public_url", "", "Address under which a report is found, up to its code, which is put behind it; messages to senders have it: https://phananh.example.vn/tra-cuu/; empty: they have the code alone."),
	TEXT("service_url", "", "Address under which this service is reached from outside, without a slash at its end; links in messages begin with it, to rate an answer or to handle a case without an account: https://phananh.example.vn; empty: messages have none."),
	SCHEDULE("notice_schedule", "5s 5m 30m 2h 5h 10h 14h 20h 24h", "When a notice that failed is sent again, a wait for each time; afterwards it is dead."),
	NUMBER("notice_lease_ms", "60000", 100, 3600 * SECOND, "A notice whose courier died is taken over after so long; longer than webhook_ms and smtp_ms."),
	NUMBER("notice_poll_ms", "500", 10, 60 * SECOND, "How often the courier looks for notices."),
	NUMBER("notices_max", "64", 0, 1024, "Notices that are sent at once, a quarter of them to one webhook; 0: this daemon sends none, another one does."),
	NUMBER("notice_faults_max", "5", 1, 1000, "So many timeouts, refused connections and 5xx answers in a row stop notices there for a while."),
	NUMBER("notice_open_ms", "30000", 10, 3600 * SECOND, "For how long at first; twice as long each time that one more notice fails, up to an hour."),
	NUMBER("webhook_ms", "15000", 100, 60 * SECOND, "Longest wait for the answer of a webhook."),
	NETWORKS("webhook_networks", "", "Networks and addresses inside one's own network that webhooks may go to: this machine, private ones and so on are refused otherwise."),
	YES_NO("webhook_http", "no", "Webhooks may be plain HTTP, too."),
	TEXT("smtp_url", "", "Server that takes e-mail: smtp://mail.example.vn:587, or smtps://mail.example.vn; empty: none is sent."),
	YES_NO("smtp_tls", "yes", "Demand that smtp:// turns to TLS (STARTTLS); no: never, for a server on this machine."),
	TEXT("smtp_user", "", "Who signs in there; empty: nobody does."),
	SECRET("smtp_password", "Password for it."),
	TEXT("smtp_from", "", "Address that e-mail is from: phananh@example.vn."),
	TEXT("smtp_name", "PAKN", "Name that stands before it."),
	NUMBER("smtp_ms", "30000", 100, 600 * SECOND, "Longest time for one message."),

	/* Figures for everybody */
	NUMBER("open_small", "5", 1, 1000, "Counts below this, but 0, are withheld from figures for everybody; 1: none is."),
	NUMBER("open_rates", "10", 1, 100000, "Rates and working hours of fewer cases are withheld there, too."),
	TEXT("open_licence", "CC BY 4.0", "Under which terms others may use these figures."),

	/* Sessions, texts, files, log */
	NUMBER("session_hours", "12", 1, 168, "A staff session ends after so long in any case."),
	NUMBER("session_idle_minutes", "120", 1, 10080, "A staff session ends when it was not used for so long."),
	NUMBER("citizen_session_hours", "168", 1, 8760, "A citizen's session ends after so long."),
	CHOICE("lang", "vi", languages, false, "Language of answers where the client asks for none."),
	PATH("spool_dir", "/var/lib/pakn/spool", false, "Folder of what sms_log writes where that says no other, and of tables while they are taken away: on a file system with O_TMPFILE."),
	CHOICE("log_level", "info", log_levels, true, "Least level of log lines."),
	YES_NO("access_log", "yes", "One log line for each request."),
};
/* clang-format on */
const size_t setting_count = sizeof(settings) / sizeof(settings[0]);

static const struct {
	const char *word;
	bool value;
} bool_words[] = {
	{ "yes", true },
	{ "no", false },
	{ "true", true },
	{ "false", false },
	{ "on", true },
	{ "off", false },
	{ "1", true },
	{ "0", false },
};

bool setting_is_secret(const struct setting *s)
{
	return s->type == SETTING_SECRET || s->type == SETTING_KEY || s->type == SETTING_KEYS;
}

const struct setting *setting_find(const char *name)
{
	for (size_t i = 0; i < setting_count; i++)
		if (settings[i].name[0] == name[0] && !strcmp(settings[i].name, name))
			return &settings[i];
	return NULL;
}

/* Finds a word for yes or no; -1 where it is neither. */
static int bool_find(const char *value)
{
	for (size_t i = 0; i < sizeof(bool_words) / sizeof(bool_words[0]); i++)
		if (!strcmp(bool_words[i].word, value))
			return bool_words[i].value;
	return -1;
}

static bool check_int(const struct setting *s, const char *value)
{
	size_t len = strlen(value);
	long number;

	if (len > 18 || strspn(value, "0123456789") != len)
		return false;
	number = strtol(value, NULL, 10);
	return number >= s->min && number <= s->max;
}

static bool check_bool(const struct setting *s, const char *value)
{
	(void)s;
	return bool_find(value) >= 0;
}

static bool check_choice(const struct setting *s, const char *value)
{
	for (const char *const *choice = s->choices; *choice; choice++)
		if (!strcmp(*choice, value))
			return true;
	return false;
}

static bool check_key(const struct setting *s, const char *value)
{
	(void)s;
	return strlen(value) == 64 && strspn(value, "0123456789abcdefABCDEF") == 64;
}

static bool check_keys(const struct setting *s, const char *value)
{
	struct seal_keys keys;
	bool good = seal_keys_parse(value, &keys);

	(void)s;
	explicit_bzero(&keys, sizeof(keys));
	return good;
}

static bool check_path(const struct setting *s, const char *value)
{
	(void)s;
	return value[0] == '/';
}

static bool check_addresses(const struct setting *s, const char *value)
{
	struct span list = span_of(value), item;
	struct address address;
	bool any = false;

	(void)s;
	if (!strcmp(value, "none"))
		return true;
	while (address_next(&list, &item)) {
		if (!address_parse(item, &address))
			return false;
		any = true;
	}
	return any;
}

static bool check_networks(const struct setting *s, const char *value)
{
	struct networks networks;

	(void)s;
	return networks_parse(value, &networks);
}

static bool check_rate(const struct setting *s, const char *value)
{
	struct rate rate;

	(void)s;
	return rate_parse(value, &rate);
}

static bool check_schedule(const struct setting *s, const char *value)
{
	struct schedule schedule;

	(void)s;
	return schedule_parse(value, &schedule);
}

static bool (*const checks[])(const struct setting *s, const char *value) = {
	[SETTING_INT] = check_int,
	[SETTING_BOOL] = check_bool,
	[SETTING_PATH] = check_path,
	[SETTING_CHOICE] = check_choice,
	[SETTING_KEY] = check_key,
	[SETTING_KEYS] = check_keys,
	[SETTING_ADDRESSES] = check_addresses,
	[SETTING_NETWORKS] = check_networks,
	[SETTING_RATE] = check_rate,
	[SETTING_SCHEDULE] = check_schedule,
};

static const char *const descriptions[] = {
	[SETTING_TEXT] = "text",
	[SETTING_BOOL] = "yes or no",
	[SETTING_SECRET] = "secret text",
	[SETTING_PATH] = "an absolute path",
	[SETTING_KEY] = "64 hexadecimal digits",
	[SETTING_KEYS] = "keys such as 2:HEX,1:HEX, each a number and 64 hexadecimal digits",
	[SETTING_ADDRESSES] = "addresses such as 127.0.0.1:8080, [::1]:8080 or *:8080, or none",
	[SETTING_NETWORKS] = "networks such as 127.0.0.1, 10.0.0.0/8, fd00::/8 or unix",
	[SETTING_RATE] = "a rate such as 300/900 (a minute / at once), or off",
	[SETTING_SCHEDULE] = "waits such as 5s 5m 2h, in ms, s, m or h, up to 32",
};

void setting_describe(const struct setting *s, struct str *out)
{
	if (s->type == SETTING_INT) {
		str_printf(out, "a whole number from %ld to %ld", s->min, s->max);
	} else if (s->type == SETTING_CHOICE) {
		str_add(out, "one of");
		for (const char *const *choice = s->choices; *choice; choice++)
			str_printf(out, "%s %s", choice == s->choices ? "" : ",", *choice);
	} else {
		str_add(out, descriptions[s->type]);
	}
}

bool setting_check(const struct setting *s, const char *value, struct str *error)
{
	size_t type = (size_t)s->type;

	if (type >= sizeof(checks) / sizeof(checks[0]) || !checks[type] || checks[type](s, value))
		return true;
	str_printf(error, "%s must be ", s->name);
	setting_describe(s, error);
	return false;
}

long setting_long(const struct setting *s, const char *value)
{
	return s->type == SETTING_BOOL ? bool_find(value) : strtol(value, NULL, 10);
}
