/**
 * On-demand list prices of AWS GPU instances, USD per instance-hour, Linux, no commitment.
 * Source: aws/karpenter-provider-aws 6fc13b523 (AWS Price List API), 2026-07-20.
 * Row: instance type, GPU model, GPUs, GiB of one GPU (or of the slice), vCPUs, GiB of memory, then a price per region in
 * the order of `regions` (`*` is every region, `-` not stated).
 */
export const awsPrices = {
  provider: 'aws',
  source: 'aws/karpenter-provider-aws',
  date: '2026-07-20',
  regions: 'us-east-1',
  rows: `
g4dn.12xlarge T4 4 16 48 192 3.912
g4dn.16xlarge T4 1 16 64 256 4.352
g4dn.2xlarge T4 1 16 8 32 0.752
g4dn.4xlarge T4 1 16 16 64 1.204
g4dn.8xlarge T4 1 16 32 128 2.176
g4dn.xlarge T4 1 16 4 16 0.526
g5.12xlarge A10G 4 24 48 192 5.672
g5.16xlarge A10G 1 24 64 256 4.096
g5.24xlarge A10G 4 24 96 384 8.144
g5.2xlarge A10G 1 24 8 32 1.212
g5.48xlarge A10G 8 24 192 768 16.288
g5.4xlarge A10G 1 24 16 64 1.624
g5.8xlarge A10G 1 24 32 128 2.448
g5.xlarge A10G 1 24 4 16 1.006
g6.12xlarge L4 4 24 48 192 4.6016
g6.16xlarge L4 1 24 64 256 3.3968
g6.24xlarge L4 4 24 96 384 6.6752
g6.2xlarge L4 1 24 8 32 0.9776
g6.48xlarge L4 8 24 192 768 13.3504
g6.4xlarge L4 1 24 16 64 1.3232
g6.8xlarge L4 1 24 32 128 2.0144
g6.xlarge L4 1 24 4 16 0.8048
g6e.12xlarge L40S 4 48 48 384 10.49264
g6e.16xlarge L40S 1 48 64 512 7.57719
g6e.24xlarge L40S 4 48 96 768 15.06559
g6e.2xlarge L40S 1 48 8 64 2.24208
g6e.48xlarge L40S 8 48 192 1536 30.13118
g6e.4xlarge L40S 1 48 16 128 3.00424
g6e.8xlarge L40S 1 48 32 256 4.52856
g6e.xlarge L40S 1 48 4 32 1.861
g7.12xlarge RTX-PRO-4500 2 32 48 192 7.12832
g7.24xlarge RTX-PRO-4500 4 32 96 384 14.25664
g7.2xlarge RTX-PRO-4500 1 32 8 32 2.52
g7.48xlarge RTX-PRO-4500 8 32 192 768 28.51328
g7.4xlarge RTX-PRO-4500 1 32 16 64 3.04208
g7.8xlarge RTX-PRO-4500 1 32 32 128 4.08624
g7e.12xlarge RTX-PRO-6000 2 96 48 512 8.28608
g7e.24xlarge RTX-PRO-6000 4 96 96 1024 16.57216
g7e.2xlarge RTX-PRO-6000 1 96 8 64 3.36312
g7e.48xlarge RTX-PRO-6000 8 96 192 2048 33.14432
g7e.4xlarge RTX-PRO-6000 1 96 16 128 3.99816
g7e.8xlarge RTX-PRO-6000 1 96 32 256 5.26824
gr6.4xlarge L4 1 24 16 128 1.5392
gr6.8xlarge L4 1 24 32 256 2.4464
p3dn.24xlarge V100-32GB 8 32 96 768 31.212
p4d.24xlarge A100-40GB 8 40 96 1152 21.957642
p4de.24xlarge A100-80GB 8 80 96 1152 27.44705
p5.48xlarge H100-SXM 8 80 192 2048 55.04
p5.4xlarge H100-SXM 1 80 16 256 6.88
p5en.48xlarge H200-SXM 8 141 192 2048 63.296
p6-b200.48xlarge B200-SXM 8 180 192 2048 113.9328
p6-b300.48xlarge B300-SXM 8 270 192 4096 142.416
p3.2xlarge V100-16GB 1 16 - - 3.06
p3.8xlarge V100-16GB 4 16 - - 12.24
p3.16xlarge V100-16GB 8 16 - - 24.48
`,
}
