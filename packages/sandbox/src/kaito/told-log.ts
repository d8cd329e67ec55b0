import {durationMs} from '../kubelet/faults.ts'
import type {ContainerHost} from '../kubelet/workload.ts'

/** `sandbox.ome.cli/log`: a line each, how long before the cluster was handed over and what was logged then. */
const annotation = 'sandbox.ome.cli/log'

/**
 * Lines of the past that a pod is annotated with, written among the others in the order of time. `log` takes the place of
 * the host's; `catchUp` writes what is due.
 */
export function toldLog(host: ContainerHost): {log: ContainerHost['log']; catchUp(): void} {
  const {clock, present} = host.world
  const told = (host.pod.metadata.annotations?.[annotation] ?? '')
    .split('\n')
    .flatMap((line) => {
      const [, age, text = ''] = /^(\S+) (.*)$/.exec(line.trim()) ?? []
      const ms = durationMs(age)
      return ms === undefined ? [] : [{time: present - ms, text}]
    })
    .filter(({time}) => time >= clock.now())
    .sort((a, b) => a.time - b.time)
  const flush = (until: number): void => {
    for (let [next] = told; next && next.time <= until; [next] = told) {
      told.shift()
      host.log(next.text, next.time)
    }
  }
  return {
    log(text, time) {
      flush(time ?? clock.now())
      host.log(text, time)
    },
    catchUp: () => flush(clock.now()),
  }
}
