import { looksLikeCompose, readCompose } from './compose.ts'
import { looksLikeDotenv, readDotenv } from './dotenv.ts'
import type { Reading, Surroundings } from './found.ts'
import { looksLikeServiceFile, readServiceFile } from './pg-service.ts'
import { looksLikePasswordLines, readPasswordLines } from './pgpass.ts'
import { looksLikeProjectFile, readProjectFile } from './project-file.ts'
import { looksLikeUrls, readUrls } from './url-list.ts'

/** One format that names targets. Adding one is adding a file and a line. */
export interface Format {
  /** As people call it. */
  name: string
  /** Names of the files of a project's folder that are written in it, in the order they are read. */
  files: readonly string[]
  /** Is a pasted text written in it? */
  looksLike: (text: string) => boolean
  /** Never throws anything but a Failure; what is malformed becomes a problem. */
  read: (text: string, surroundings: Surroundings) => Reading
}

/** In the order in which a pasted text is tried: the most particular first. */
export const formats: readonly Format[] = [
  { name: 'a connection URL', files: [], looksLike: looksLikeUrls, read: readUrls },
  {
    name: 'pitwall.yaml',
    files: ['pitwall.yaml', 'pitwall.yml'],
    looksLike: looksLikeProjectFile,
    read: readProjectFile,
  },
  {
    name: 'a compose file',
    files: ['compose.yaml', 'compose.yml', 'docker-compose.yaml', 'docker-compose.yml'],
    looksLike: looksLikeCompose,
    read: readCompose,
  },
  {
    name: 'pg_service.conf',
    files: ['pg_service.conf', '.pg_service.conf'],
    looksLike: looksLikeServiceFile,
    read: readServiceFile,
  },
  {
    name: '.pgpass',
    files: ['.pgpass'],
    looksLike: looksLikePasswordLines,
    read: readPasswordLines,
  },
  {
    name: '.env',
    files: ['.env', '.env.local', '.env.development', '.env.development.local', '.env.test', '.env.staging'],
    looksLike: looksLikeDotenv,
    read: readDotenv,
  },
]
