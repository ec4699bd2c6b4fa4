#ifndef CYAML_SHIMS_H
#define CYAML_SHIMS_H
#include <yaml.h>
#endif
