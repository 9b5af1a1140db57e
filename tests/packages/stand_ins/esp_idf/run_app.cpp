// SPDX-License-Identifier: Apache-2.0
// What ESP-IDF does after its start: it calls app_main().
extern "C" void app_main(void);
int main() { app_main(); }
