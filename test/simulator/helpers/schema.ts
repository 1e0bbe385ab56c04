import * as z from 'zod4';
import { fileSchema } from '../../../lib/simulator/settings/schema.js';

interface Part {
  properties: Record<string, { description?: string }>;
}

/** What simulator.schema.json holds. */
export const jsonSchema = {
  title: 'passport-dingtalk-oauth2 simulator',
  ...z.toJSONSchema(fileSchema, { io: 'input', target: 'draft-7' }),
} as unknown as Part & { definitions: Record<string, Part> };
