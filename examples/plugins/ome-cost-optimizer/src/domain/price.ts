/** Prices of one GPU for one hour, with where they come from and their day. */
export interface PriceTable {
  readonly source: string
  /** `2026-07-20`. */
  readonly date: string
  readonly usdPerGpuHour: Readonly<Record<string, number>>
}

/** Per GPU of an instance with several: price of the instance divided by its GPUs. */
export const listPrices: PriceTable = {
  source: 'AWS list price us-east-1',
  date: '2026-07-20',
  usdPerGpuHour: {
    'Tesla-T4': 0.978,
    'NVIDIA-A10G': 1.418,
    'NVIDIA-L4': 1.1504,
    'NVIDIA-L40S': 2.6232,
    'Tesla-V100-SXM2-16GB': 3.06,
    'NVIDIA-A100-SXM4-40GB': 2.7447,
    'NVIDIA-A100-SXM4-80GB': 3.4309,
    'NVIDIA-H100-80GB-HBM3': 6.88,
    'NVIDIA-H200': 7.912,
    'NVIDIA-B200': 14.2416,
  },
}

/** Where the prices of a person come from. */
export interface PriceSource {
  read(): Promise<PriceTable>
}

/** Hours of a year by twelve. */
export const hoursPerMonth = 730
