/**
 * On-demand list prices of OCI GPU instances, USD per instance-hour, Linux, no commitment.
 * Source: skypilot-org/skypilot-catalog 6e3a02d25, date not known.
 * Row: instance type, GPU model, GPUs, GiB of one GPU (or of the slice), vCPUs, GiB of memory, then a price per region in
 * the order of `regions` (`*` is every region, `-` not stated).
 */
export const ociPrices = {
  provider: 'oci',
  source: 'skypilot-org/skypilot-catalog',
  regions: '*',
  rows: `
VM.GPU.A10.1 A10 1 24 30 240 2
VM.GPU.A10.2 A10 2 24 60 480 4
BM.GPU.A10.4 A10 4 24 128 1024 8
VM.GPU2.1 P100-16GB 1 16 24 72 1.275
BM.GPU2.2 P100-16GB 2 16 56 256 2.55
VM.GPU3.1 V100-16GB 1 16 12 90 2.95
VM.GPU3.2 V100-16GB 2 16 24 180 5.9
VM.GPU3.4 V100-16GB 4 16 48 360 11.8
BM.GPU3.8 V100-16GB 8 16 104 768 23.6
BM.GPU4.8 A100-40GB 8 40 128 2048 24.4
BM.GPU.A100-v2.8 A100-80GB 8 80 256 2048 32
`,
}
