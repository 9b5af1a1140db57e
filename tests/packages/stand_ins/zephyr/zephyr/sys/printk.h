// SPDX-License-Identifier: Apache-2.0
// A stand-in for Zephyr: printing.
#pragma once

#include <stdio.h>

#define printk printf
