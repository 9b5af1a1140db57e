// SPDX-License-Identifier: Apache-2.0
// A stand-in for Arduino's I2C bus: nothing but its name.
#pragma once

class TwoWire {};
extern TwoWire Wire;
