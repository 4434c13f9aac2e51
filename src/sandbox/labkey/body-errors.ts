import { thrown, tomcat } from './errors';
import type { WireAnswer } from './wire';

/** Malformed JSON: the servlet container's page, with the headers that LabKey had set. */
export const invalidJson = (body: string): WireAnswer =>
  tomcat(400, `Missing value at ${body.length} [character ${body.length + 1} line 1]`, false);

export const nested = (): WireAnswer =>
  thrown(
    500,
    'Nested objects and arrays are not supported at this time.',
    'java.lang.IllegalArgumentException',
    'org.labkey.api.action.BaseApiAction$JsonPropertyValues.<init>(BaseApiAction.java:550)',
  );
