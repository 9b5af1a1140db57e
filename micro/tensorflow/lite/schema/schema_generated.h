// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// tflite::Model and GetModel(): a .tflite model where it lies, as far as firmware asks it.
#pragma once

#include <kvant_micro/core/flatbuffer_reader.h>
#include <stdint.h>

// This API passes no size. Firmware that defines KVANT_MODEL_BYTES, the same in all its files, lets a model that was
// cut off be seen; otherwise offsets are checked against the largest possible size only.
#ifndef KVANT_MODEL_BYTES
#define KVANT_MODEL_BYTES 0x7FFFFFFFu
#endif

namespace tflite {

/// Lies over the bytes of a model; it is never made.
class Model {
 public:
  Model() = delete;

  /// The schema version; 0 when the bytes are not a .tflite model.
  uint32_t version() const {
    if (bytes() < 8) return 0;
    kvant_micro::FlatbufferReader reader(this, bytes());
    if (reader.u32(4) != 0x334C4654u) return 0;  // "TFL3"
    const int32_t version = reader.i32_field(reader.table_at(reader.u32(0)), 0, 0);
    return reader.sound() ? static_cast<uint32_t>(version) : 0;
  }

  static uint32_t bytes() { return static_cast<uint32_t>(KVANT_MODEL_BYTES); }
};

/// buffer: the bytes of a .tflite file; they must stay.
inline const Model* GetModel(const void* buffer) { return static_cast<const Model*>(buffer); }

}  // namespace tflite
