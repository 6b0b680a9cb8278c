#!/bin/sh
# A network changes its answer when an image is merely dimmed. It is mended and proved, and passes the gate; nobody trained it again.
# Run it in this folder. CONIC says how conic is called: npx conic, where it is installed.
set -eu
conic=${CONIC:-npx conic}
model=../models/lenet-bias.onnx
images=../fashion-mnist/images

# Conic ends with 1 where a claim is violated, and with 2 where something went wrong.
fails() {
  status=0
  "$@" || status=$?
  [ "$status" -eq 1 ]
}

echo '== The network is checked, and violates what is claimed.'
fails $conic check $model --images $images --property scalar-invariance --cases 2000 --seed 1 --read-only

echo '== It does not pass the gate.'
fails $conic gate --report gate-before

echo '== It is mended: the image is divided by its own brightness inside the network.'
$conic mend $model --images $images --out mended.onnx

echo '== The mended network is proved, for every image and every scalar.'
$conic certify mended.onnx --structure

echo '== It passes the gate.'
$conic gate --model mended.onnx --report gate-after
