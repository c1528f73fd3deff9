// VitePress's own theme without fonts to load, and with the colours of charts.
import Theme from 'vitepress/theme-without-fonts';
import './style.css';

export default Theme;
