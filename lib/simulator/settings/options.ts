import type { SimulatorData } from '../types.js';
import type { Settings } from '../world/dingtalk.js';
import { madeUpUserId } from '../world/organization.js';
import { memberSchema } from './organizations.js';
import { type Language, parse } from './parse.js';
import { fileSchema, optionsSchema } from './schema.js';

/** @throws InvalidArgument, in that language, that names each option that is wrong. */
export function readOptions(options: unknown, language?: Language): Settings {
  const settings = parse(optionsSchema, options, 'options', language);
  const [first] = settings.organizations;
  return {
    ...settings,
    clients: settings.clients.map((client) =>
      client.thirdParty || client.corpIds.length > 0
        ? client
        : { ...client, corpIds: first ? [first.corpId] : [] },
    ),
    organizations: settings.organizations.map((organization) => {
      const { corpId, members } = organization;
      const others = settings.people.filter(
        ({ unionId, organizations }) =>
          organizations.includes(corpId) && !members.some((member) => member.unionId === unionId),
      );
      const plain = others.map(({ unionId }) =>
        memberSchema.parse({ unionId, userId: madeUpUserId(corpId, unionId) }),
      );
      return { ...organization, members: [...members, ...plain] };
    }),
  };
}

/** @throws InvalidArgument, in that language, that names each place where the file is wrong. */
export function readFile(value: unknown, language?: Language): SimulatorData {
  parse(fileSchema, value, '', language);
  const { $schema: _, ...data } = value as SimulatorData & { $schema?: string };
  readOptions(data, language);
  return data;
}
