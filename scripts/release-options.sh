# What `swift build` is told for a release; to be sourced, after `repository` is set.
#
# Static: the Swift library is inside. For size, so that a start reads less from the disk: each
# function is a section of its own, those that nothing calls are left out, and equal ones are kept
# once; nothing is there for others to link to, which would keep it, and no tables of how to unwind
# the stack. The packed relocations need glibc 2.36 or later. The C++ library that Swift's runtime
# calls is inside too, since finding its symbols at each start takes a tenth of a helper's time: the
# linker gets a folder to look into first that has only the static one. Libraries are looked for
# where the system has them, and not beside the program first.
release_options=(
  --package-path "$repository" -c release --static-swift-stdlib --disable-local-rpath
)
if [[ "$(uname)" == Linux ]]; then
  release_options+=(
    -Xswiftc -use-ld=lld -Xswiftc -Osize -Xswiftc -Xfrontend -Xswiftc -function-sections
    -Xswiftc -Xclang-linker -Xswiftc -static-libgcc
    -Xlinker --icf=all -Xlinker --gc-sections -Xlinker --no-export-dynamic
    -Xlinker -z -Xlinker pack-relative-relocs
    -Xlinker --no-eh-frame-hdr -Xlinker "$repository/scripts/no-unwind-tables.ld"
  )
  library="$("$(dirname "$(realpath "$(command -v swift)")")/clang" -print-file-name=libstdc++.a 2>/dev/null || true)"
  if [[ -f "$library" ]]; then
    mkdir -p "$repository/.build/static"
    ln -sf "$(realpath "$library")" "$repository/.build/static/libstdc++.a"
    release_options+=(-Xlinker "-L$repository/.build/static")
  fi
fi
