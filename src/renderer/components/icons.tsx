/** Small line pictures, 16 by 16, drawn in the text's colour. Never the only carrier of a meaning. */
function Line({ path }: { readonly path: string }) {
  return (
    <svg
      width="16"
      height="16"
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

export const CloseIcon = () => <Line path="M4 4l8 8M12 4l-8 8" />;
export const MoreIcon = () => <Line path="M3.5 8h.01M8 8h.01M12.5 8h.01" />;
export const ChevronIcon = () => <Line path="M4.5 6.5L8 10l3.5-3.5" />;
export const SearchIcon = () => <Line path="M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zM10.7 10.7L14 14" />;
export const CheckIcon = () => <Line path="M3.5 8.5l3 3 6-7" />;
export const RefreshIcon = () => <Line path="M13 8a5 5 0 1 1-1.6-3.7M13 2v3h-3" />;
export const WarnIcon = () => <Line path="M8 2.5l6 11H2l6-11zM8 7v3M8 12h.01" />;
