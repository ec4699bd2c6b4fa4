#ifndef CCRYPT_SHIMS_H
#define CCRYPT_SHIMS_H
#include <crypt.h>
#endif
