// The program of the thread that parses large bodies, so that other requests go on meanwhile.
import { answerTasks } from '../isolates/answer-tasks.ts';
import { parseJson } from './json-body.ts';

answerTasks(parseJson);
