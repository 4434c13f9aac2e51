throw new Error('preload went wrong');
