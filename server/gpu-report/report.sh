#!/usr/bin/env bash
# Runs the report on a bare x86-64 Linux machine with a GPU driver: unpacks what lies beside this file, finds the loader and
# the driver, and measures for MINUTES at most.
#   bash report.sh OUT [MINUTES] [options]     OUT: folder for report.md, report.json and log.txt; default 9 minutes
#   --any-device takes a CPU device too; the other options are those of gpu-report.ts (--quick, --types q4_0, --only ...)
# TRAMONTANE_GPU_WORK is the folder to unpack into, by default one in /tmp.
set -u
started=$(date +%s)
here=$(cd "$(dirname "$0")" && pwd)
out=${1:?usage: bash report.sh OUT [MINUTES] [options]}; shift
minutes=9
case ${1:-} in [0-9]*) minutes=$1; shift;; esac
wanted='"type":"(discrete|integrated|virtual)"'
options=()
for option in "$@"; do
  if [ "$option" = --any-device ]; then wanted='"type":'; else options+=("$option"); fi
done
mkdir -p "$out"; out=$(cd "$out" && pwd)
work=${TRAMONTANE_GPU_WORK:-/tmp/tramontane-gpu}; mkdir -p "$work"; work=$(cd "$work" && pwd)
log() { echo "$*" >>"$out/log.txt"; }
fail() { log "$*"; echo "$*" >&2; printf '# Tramontane on this machine\n\n%s\n' "$*" >"$out/report.md"; exit 3; }
log "== report.sh, $(date -u +%FT%TZ), $(uname -srm), $(nproc) cores"

# xz comes along: the machine may have none. Loaded with its own library, and nothing else is.
unxz() { LD_LIBRARY_PATH=$here/xz "$here/xz/xz" -dc "$1" || xz -dc "$1"; }
for archive in "$here"/*.tar.xz; do
  folder=$work/$(basename "$archive" .tar.xz)
  [ "$folder.unpacked" -nt "$archive" ] && continue
  { rm -rf "$folder"; mkdir -p "$folder"; unxz "$archive" 2>>"$out/log.txt" | tar -xf - -C "$folder" && touch "$folder.unpacked"; } 2>>"$out/log.txt" &
done
wait
for archive in "$here"/*.tar.xz; do
  [ -f "$work/$(basename "$archive" .tar.xz).unpacked" ] || fail "$(basename "$archive") could not be unpacked: see log.txt"
done
log "unpacked after $(($(date +%s) - started)) s"
server=$work/app/server
if [ -d "$work/llama" ]; then mkdir -p "$server/bench/peer"; ln -sfn "$work/llama/node_modules" "$server/bench/peer/node_modules"; fi
goldens=$work/goldens
[ -d "$goldens" ] || goldens=$here/../server/test/goldens
if [ -d "$goldens" ]; then ln -sfn "$(cd "$goldens" && pwd)" "$server/test/goldens"; fi

# The machine's own libraries where it has them, else those that were packed.
ldconfig=$(command -v ldconfig || echo /sbin/ldconfig)
known=$($ldconfig -p 2>/dev/null)
paths=""
add() { paths=$paths${paths:+:}$1; }
case $known in *libstdc++.so.6*) ;; *) add "$work/libraries/runtime";; esac
case $known in *libvulkan.so.1*) ;; *) add "$work/libraries/loaders";; esac
case $known in *libX11.so.6*) ;; *) add "$work/libraries/x11";; esac
for folder in /usr/local/nvidia/lib64 /usr/local/nvidia/lib; do [ -d "$folder" ] && add "$folder"; done
[ -n "${LD_LIBRARY_PATH:-}" ] && add "$LD_LIBRARY_PATH"
export LD_LIBRARY_PATH=$paths PATH=$work/node/bin:$PATH HOME=${HOME:-/tmp} NODE_NO_WARNINGS=1
log "LD_LIBRARY_PATH=$LD_LIBRARY_PATH"
node --version >>"$out/log.txt" 2>&1 || { ldd "$work/node/bin/node" >>"$out/log.txt" 2>&1; fail 'Node does not run here: see log.txt'; }

# Ways to the driver, the first that gives a device: what is set, NVIDIA's container toolkit, the system's own, and files
# that name NVIDIA's libraries where the machine has none.
for library in libEGL_nvidia libGLX_nvidia; do
  printf '{"file_format_version":"1.0.1","ICD":{"library_path":"%s.so.0","api_version":"1.3.0"}}\n' $library >"$work/$library.json"
done
nvidia=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
ways=()
[ -n "${VK_DRIVER_FILES:-}" ] && ways+=("$VK_DRIVER_FILES")
[ -f $nvidia ] && ways+=("$nvidia")
ways+=("" "$work/libEGL_nvidia.json" "$work/libGLX_nvidia.json")
found=
for way in "${ways[@]}"; do
  # Loaders before 1.3.234 know the older name only.
  if [ -n "$way" ]; then export VK_DRIVER_FILES=$way VK_ICD_FILENAMES=$way; else unset VK_DRIVER_FILES VK_ICD_FILENAMES; fi
  listed=$(timeout 20 node "$server/bin/tramontane.js" devices --json 2>&1)
  log "devices with VK_DRIVER_FILES=$way:"; log "$listed"
  if grep -qE "$wanted" <<<"$listed"; then found=yes; break; fi
done
{
  echo '== the machine'
  timeout 20 nvidia-smi 2>&1 | head -30
  grep -m1 'model name' /proc/cpuinfo; grep -E '^(MemTotal|MemAvailable)' /proc/meminfo; df -h /dev/shm "$work"
} >>"$out/log.txt" 2>&1
if [ -z "$found" ]; then
  {
    echo '== no GPU found: what there is to find it by'
    $ldconfig -p | grep -iE 'vulkan|nvidia|libX11|libXext' | head -40
    ls -la /usr/local/nvidia /usr/local/nvidia/lib64 /dev/nvidia* /dev/dri /etc/vulkan/icd.d /usr/share/vulkan/icd.d | head -120
    VK_LOADER_DEBUG=all timeout 20 node "$server/bin/tramontane.js" devices | head -150
  } >>"$out/log.txt" 2>&1
  fail 'Vulkan finds no GPU on this machine: log.txt says what was tried'
fi
exec node "$server/gpu-report/dist/gpu-report.js" "$out" "$minutes" --started "$started" --work "$work" ${options[@]+"${options[@]}"}
