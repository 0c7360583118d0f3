/* Messages from phones, as the smsbox of Kannel 1.4 hands them over (its user guide, "SMS-service
 * configurations"): a GET whose answer is sent back to the phone.
 *
 * Kannel takes 200 and 202 for success and asks again after anything else, so that what cannot be
 * dealt with now is refused, and all else, wrong codes too, is answered 200. */
#ifndef PAKN_GATEWAY_KANNEL_H
#define PAKN_GATEWAY_KANNEL_H

struct req;

/* The route's flow. */
void gateway_kannel_run(struct req *r);

#endif
