namespace ClaudeSidecar.Context.Memory;

/// <summary>How much is kept of a session, in entries and in UTF-16 units: together below 64 KB, whatever the session holds.</summary>
internal static class MemoryLimits
{
    public const int Task = 4000;
    public const int State = 1500;
    public const int Wish = 800;
    public const int Wishes = 16;
    public const int Todo = 240;
    public const int Todos = 40;
    public const int Decision = 400;
    public const int Decisions = 16;
    public const int Path = 400;
    public const int Files = 60;
    public const int Command = 300;
    public const int Output = 700;
    public const int Commands = 10;
    public const int Error = 700;
    public const int Errors = 8;
    public const int Subject = 300;
}
