// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// The same as TensorFlowLite.h, for sketches written for the library of this name.
#pragma once
