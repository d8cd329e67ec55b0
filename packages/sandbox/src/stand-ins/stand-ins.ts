import {startHub} from '../hub/hub-server.ts'
import {webConsole} from './console.ts'
import {gitRemote} from './git-remote.ts'
import type {StandIn} from './stand-in.ts'

const hub: StandIn = {
  name: 'hub',
  async start(_world, port) {
    const {url, close} = await startHub(port)
    return {url, close, env: {OME_HF_ENDPOINT: url}}
  },
}

const all: readonly StandIn[] = [hub, webConsole, gitRemote]

/** The stand-in of this name; undefined when the sandbox has none. */
export const standIn = (name: string): StandIn | undefined => all.find((one) => one.name === name)
