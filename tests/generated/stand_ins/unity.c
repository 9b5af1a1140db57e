// SPDX-License-Identifier: Apache-2.0
// The stand-in's counting and printing.
#include "unity.h"

#include <stdio.h>

static int tests, failures;

void unity_begin(void) { tests = failures = 0; }
int unity_end(void) {
  printf("%d Tests %d Failures\n", tests, failures);
  return failures;
}
void unity_run(void (*test)(void), const char* name) {
  printf("%s\n", name);
  ++tests;
  setUp();
  test();
  tearDown();
}
void unity_assert_equal(int expected, int actual, int line) {
  if (expected == actual) return;
  printf("line %d: expected %d, was %d\n", line, expected, actual);
  ++failures;
}
