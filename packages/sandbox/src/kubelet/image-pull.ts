import type {Random} from '../random.ts'
import {backOff} from './back-off.ts'
import type {ContainerSpec} from './container-spec.ts'
import {nameProblem, pullImage, pullMs} from './images.ts'
import type {Timers} from './timers.ts'

export interface ImagePullOptions {
  readonly container: ContainerSpec
  readonly images: Set<string>
  readonly timers: Timers
  readonly random: Random
  /** The image cannot be had whatever its name says. */
  readonly isBroken: () => boolean
  /** How many times longer than usual it takes. */
  readonly slowness: () => number
  readonly event: (type: 'Normal' | 'Warning', reason: string, message: string) => void
  readonly waiting: (reason: string, message: string) => void
  readonly done: () => void
}

const neverMs = 12_000

/** Gets a container's image, with the kubelet's events, trying for ever with growing pauses. */
export class ImagePull {
  readonly #options: ImagePullOptions
  readonly #pauses = backOff()

  constructor(options: ImagePullOptions) {
    this.#options = options
  }

  start(): void {
    const {container, images, event, done} = this.#options
    const problem = nameProblem(container.image)
    if (problem) {
      this.#misnamed(problem)
      return
    }
    const policy = container.imagePullPolicy ?? (container.image.endsWith(':latest') ? 'Always' : 'IfNotPresent')
    if (policy === 'Never' && !images.has(container.image)) this.#never()
    else if (policy !== 'Always' && images.has(container.image) && !this.#options.isBroken()) {
      event('Normal', 'Pulled', `Container image "${container.image}" already present on machine`)
      done()
    } else this.#pull()
  }

  #misnamed(problem: string): void {
    const {container, timers, event, waiting} = this.#options
    const image = JSON.stringify(container.image)
    const message = `Failed to apply default image tag ${image}: couldn't parse image name ${image}: ${problem}`
    event('Warning', 'InspectFailed', message)
    event('Warning', 'Failed', 'Error: InvalidImageName')
    waiting('InvalidImageName', message)
    timers.after(neverMs, () => this.start())
  }

  /** The image may not be fetched: it is looked for again and again. */
  #never(): void {
    const {container, timers, event, waiting} = this.#options
    const message = `Container image "${container.image}" is not present with pull policy of Never`
    event('Warning', 'ErrImageNeverPull', message)
    event('Warning', 'Failed', 'Error: ErrImageNeverPull')
    waiting('ErrImageNeverPull', message)
    timers.after(neverMs, () => this.start())
  }

  #pull(): void {
    const {container, images, timers, random, event, done, isBroken, slowness} = this.#options
    const {image} = container
    event('Normal', 'Pulling', `Pulling image "${image}"`)
    const answer = isBroken() ? {error: `failed to pull and unpack image "${image}": not found`} : pullImage(image)
    if ('error' in answer) {
      timers.after(1500, () => this.#failed(answer.error))
      return
    }
    const duration = images.has(image) ? 400 : pullMs(answer.bytes) * random.jitter(0.2) * slowness()
    timers.after(duration, () => {
      images.add(image)
      const took = `${(duration / 1000).toFixed(3)}s`
      event(
        'Normal',
        'Pulled',
        `Successfully pulled image "${image}" in ${took} (${took} including waiting). Image size: ${answer.bytes} bytes.`,
      )
      done()
    })
  }

  #failed(error: string): void {
    const {container, timers, event, waiting} = this.#options
    event('Warning', 'Failed', `Failed to pull image "${container.image}": ${error}`)
    event('Warning', 'Failed', 'Error: ErrImagePull')
    waiting('ErrImagePull', error)
    const pause = Math.max(10_000, this.#pauses.next())
    timers.after(2000, () => {
      event('Normal', 'BackOff', `Back-off pulling image "${container.image}"`)
      event('Warning', 'Failed', 'Error: ImagePullBackOff')
      waiting('ImagePullBackOff', `Back-off pulling image "${container.image}": ErrImagePull: ${error}`)
      timers.after(pause, () => this.#pull())
    })
  }
}
