import type {Workbench} from './workbench.ts'

/** For tests of what a crash leaves: `OME_FAULT=install:N` kills this process after step N, in development builds only. */
export function faultAfter({development, env}: Workbench, step: number): void {
  if (development && env['OME_FAULT'] === `install:${step}`) process.kill(process.pid, 'SIGKILL')
}
