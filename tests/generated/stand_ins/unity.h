// SPDX-License-Identifier: Apache-2.0
// A stand-in for Unity: the five names that an exported selftest uses.
#pragma once

void unity_begin(void);
int unity_end(void);
void unity_run(void (*test)(void), const char* name);
void unity_assert_equal(int expected, int actual, int line);
void setUp(void);
void tearDown(void);

#define UNITY_BEGIN() unity_begin()
#define UNITY_END() unity_end()
#define RUN_TEST(test) unity_run(test, #test)
#define TEST_ASSERT_EQUAL_INT(expected, actual) unity_assert_equal((expected), (actual), __LINE__)
