# What `swift build` is told for a release; to be sourced, after `repository` is set.
#
# Static: the Swift library is inside. For size, so that a start reads less from the disk:
# each function is a section of its own, those that nothing calls are left out, and equal ones
# are kept once. The packed relocations need glibc 2.36 or later.
release_options=(--package-path "$repository" -c release --static-swift-stdlib)
if [[ "$(uname)" == Linux ]]; then
  release_options+=(
    -Xswiftc -use-ld=lld -Xswiftc -Osize -Xswiftc -Xfrontend -Xswiftc -function-sections
    -Xlinker --icf=all -Xlinker --gc-sections -Xlinker -z -Xlinker pack-relative-relocs
  )
fi
