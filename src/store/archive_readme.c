#include "store/archive_readme.h"

const char archive_readme[] = "placeholder\n";

const char archive_gitignore[] =
    "*\n"
    "!.gitignore\n"
    "!README.md\n";
