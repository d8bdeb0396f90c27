namespace ClaudeSidecar.Context.Memory;

/// <summary>Writes what a model gets in the place of messages that were left out.</summary>
public static class MemoryBrief
{
    /// <summary>The brief.</summary>
    public static string Write(SessionMemory memory, int limit, Func<string, int> count)
    {
        var text = $"Task: {memory.Task}";
        return count(text) <= limit ? text : "";
    }
}
