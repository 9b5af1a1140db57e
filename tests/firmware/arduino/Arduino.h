// SPDX-License-Identifier: Apache-2.0
// The macros of Arduino's cores that have broken libraries; a stand-in that headers of firmware must survive.
#pragma once

#define HIGH 0x1
#define LOW 0x0
#define INPUT 0x0
#define OUTPUT 0x1
#define DEFAULT 1
#define PI 3.1415926535897932384626433832795
#define HALF_PI 1.5707963267948966192313216916398
#define A0 14
#define B0 0
#define B1 1
#define B00000001 1
#define F(text) (text)
#define bit(b) (1UL << (b))
#define bitRead(value, b) (((value) >> (b)) & 0x01)
#define lowByte(w) (static_cast<unsigned char>((w) & 0xff))
#define abs(x) ((x) > 0 ? (x) : -(x))
#define min(a, b) ((a) < (b) ? (a) : (b))
#define max(a, b) ((a) > (b) ? (a) : (b))
#define round(x) ((x) >= 0 ? static_cast<long>((x) + 0.5) : static_cast<long>((x) - 0.5))
#define constrain(amount, low, high) ((amount) < (low) ? (low) : ((amount) > (high) ? (high) : (amount)))
#define radians(degree) ((degree) * 0.017453292519943295769236907684886)
#define degrees(radian) ((radian) * 57.295779513082320876798154814105)
#define sq(x) ((x) * (x))
