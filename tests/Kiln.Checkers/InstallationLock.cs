namespace Kiln.Checkers;

/// <summary>A lock on a file, which the system frees when a process dies: keeps several test processes from installing at once.</summary>
internal static class InstallationLock
{
    /// <summary>Waits for the lock; disposing of the stream frees it.</summary>
    public static async Task<FileStream> TakeAsync(string path)
    {
        DateTime deadline = DateTime.UtcNow.AddMinutes(5);
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < deadline)
            {
                // No portable wait on another process's file lock exists; an installation takes seconds.
                using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(200));
                await timer.WaitForNextTickAsync().ConfigureAwait(false);
            }
        }
    }
}
