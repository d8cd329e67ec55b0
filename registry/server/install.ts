// Installs the registry server, once; tests that run at once must not do it both.
import {ensureInstalled} from './verdaccio.ts'

ensureInstalled()
