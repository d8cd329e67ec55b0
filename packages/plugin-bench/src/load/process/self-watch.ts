import {monitorEventLoopDelay} from 'node:perf_hooks'
import self from 'node:process'
import type {Burden, SelfWatch} from '../domain/trust.ts'

/** Watches what the generator itself has to carry, from now until it is read. */
export function selfWatch(): SelfWatch {
  const delays = monitorEventLoopDelay({resolution: 1})
  delays.enable()
  const loop = performance.eventLoopUtilization()
  const cpu = self.cpuUsage()
  const begin = performance.now()
  return {
    read(): Burden {
      delays.disable()
      const {user, system} = self.cpuUsage(cpu)
      const seconds = (performance.now() - begin) / 1000
      return {
        utilization: performance.eventLoopUtilization(loop).utilization,
        // The histogram holds the sampling interval itself too.
        loopDelayMs: {p99: Math.max(0, delays.percentile(99) / 1e6 - 1), max: Math.max(0, delays.max / 1e6 - 1)},
        cpuShare: (user + system) / 1e6 / seconds,
        peakMemoryBytes: self.resourceUsage().maxRSS * 1024,
      }
    },
  }
}
