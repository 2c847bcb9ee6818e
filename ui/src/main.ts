import { mount } from 'svelte';
import './fonts.css';
import './tokens.css';
import './base.css';
import './first.css';
import App from './app/App.svelte';

const target = document.getElementById('page');
if (!target) throw new Error('index.html has no #page');

mount(App, { target });
