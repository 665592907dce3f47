#!/bin/busybox sh
# The first process of the machine that in-emulated-machine.sh starts: mounts the files of the real one, runs the command
# there, and turns the machine off. Only busybox is there until the files are. `job` is the folder with the command.
export PATH=/bin
/bin/busybox --install -s /bin

mount -t proc proc /proc
mount -t devtmpfs dev /dev
while read -r module; do
  insmod "/modules/$module.ko" || echo "cannot load $module"
done </modules/order

options=trans=virtio,version=9p2000.L,cache=loose,msize=512000
mkdir -p /files
mount -t 9p -o $options files /files || poweroff -f
mount --move /proc /files/proc
mount --move /dev /files/dev
mount -t sysfs sys /files/sys
# Sockets and special files cannot be made on 9p.
mount -t tmpfs -o mode=755 run /files/run
mkdir -p /files/dev/pts /files/dev/shm /files/run/job /files/run/tmp /files/run/wine "/files/tmp/.wine-0"
chmod 1777 /files/run/tmp
mount -t devpts devpts /files/dev/pts
mount -t tmpfs -o mode=1777 shm /files/dev/shm
mount -t tmpfs -o mode=700 wine /files/tmp/.wine-0
mount -t 9p -o $options job /files/run/job || poweroff -f
for name in fd:fd stdin:fd/0 stdout:fd/1 stderr:fd/2; do
  ln -s "/proc/self/${name#*:}" "/files/dev/${name%:*}"
done
# The shell gives /dev/null to what it runs in the background.
mount --bind /files/dev /dev
ifconfig lo 127.0.0.1 up
stty -F /files/dev/ttyS1 raw

# Through a pipe, because programs that see a terminal draw on it, and this one is slow. What the command has left in the
# background may hold the pipe open.
mkfifo /output
cat /output >/files/dev/ttyS1 &
reader=$!
chroot /files /bin/bash /run/job/command </files/dev/null >/output 2>&1
echo $? >/files/run/job/status
(sleep 5 && kill $reader) &
wait $reader
sync
poweroff -f
