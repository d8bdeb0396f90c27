using ClaudeSidecar.Storage;
using Microsoft.Extensions.Logging;

namespace ClaudeSidecar.Execution.Families;

/// <summary>The families in force. Files of the user's are read again when they have changed; nothing watches them while nobody asks.</summary>
/// <param name="paths">Where the files lie.</param>
/// <param name="time">Spaces out the looks at the folder.</param>
/// <param name="logger">Hears of each file that cannot be used, once.</param>
public sealed partial class FamilyStore(SidecarPaths paths, TimeProvider time, ILogger<FamilyStore> logger)
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private FamilyBook _book = FamilyBook.BuiltIn;
    private string _stamp = "";
    private DateTimeOffset _nextLook;
    private IReadOnlyList<string> _problems = [];

    /// <summary>An immutable snapshot; to be taken once for each request.</summary>
    public FamilyBook Current
    {
        get
        {
            lock (_lock)
            {
                if (time.GetUtcNow() is var now && now >= _nextLook)
                {
                    _nextLook = now + LookEvery;
                    Look_NeedsLock();
                }

                return _book;
            }
        }
    }

    private void Look_NeedsLock()
    {
        var stamp = FamilyFolder.Stamp(paths);
        if (stamp == _stamp)
        {
            return;
        }

        var read = FamilyFolder.Read(paths);
        foreach (var problem in read.Problems.Except(_problems))
        {
            LogUnusable(problem);
        }

        (_book, _problems, _stamp) = (read.Book, read.Problems, stamp);
        LogRead(read.Files);
    }

    [LoggerMessage(EventId = 3300, EventName = "FamilyFileUnusable", Level = LogLevel.Warning, Message = "{Problem}")]
    private partial void LogUnusable(string problem);

    [LoggerMessage(EventId = 3301, EventName = "FamilyFilesRead", Level = LogLevel.Information, Message = "{Files} family files of your own are in force")]
    private partial void LogRead(int files);
}
