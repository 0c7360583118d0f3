/* What every unit test includes, in the order that cmocka wants. */
#ifndef PAKN_TESTS_UNIT_H
#define PAKN_TESTS_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
