/* The commands of `pakn`: each is one function and one row of the table in main.c. */
#ifndef PAKN_COMMANDS_H
#define PAKN_COMMANDS_H

struct command {
	const char *name, *summary;
	int (*run)(int argc, char **argv); /* argv[0] is the name; returns the exit code */
};

/* What every command ends with. */
enum command_exit {
	COMMAND_DONE = 0,
	COMMAND_FAILED = 1,
	COMMAND_MISUSED = 2, /* wrong arguments or settings: nothing was done */
};

int command_serve(int argc, char **argv);
int command_migrate(int argc, char **argv);
int command_tenant(int argc, char **argv);
int command_agency(int argc, char **argv);
int command_user(int argc, char **argv);
int command_token(int argc, char **argv);
int command_gateway(int argc, char **argv);
int command_oidc(int argc, char **argv);
int command_identity(int argc, char **argv);
int command_import(int argc, char **argv);
int command_rules(int argc, char **argv);
int command_stats(int argc, char **argv);
int command_replay(int argc, char **argv);
int command_journal(int argc, char **argv);
int command_doctor(int argc, char **argv);
int command_checkpoint(int argc, char **argv);
int command_config(int argc, char **argv);
int command_version(int argc, char **argv);

#endif
