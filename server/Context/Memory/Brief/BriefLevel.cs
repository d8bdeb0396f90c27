namespace ClaudeSidecar.Context.Memory.Brief;

/// <summary>How much of each part a brief shows: entries, and letters of an entry.</summary>
internal sealed record BriefLevel
{
    /// <summary>From all that is remembered to the least that is of use; each shows nothing that the one before does not.</summary>
    public static IReadOnlyList<BriefLevel> All { get; } =
    [
        new() { Task = 4000, Wishes = 16, Wish = 800, Errors = 8, Error = 700, Done = 40, Todos = 40, Changed = 60, Read = 20, Decisions = 12, Decision = 1200, Commands = 10, Output = 700, State = 1500 },
        new() { Task = 3000, Wishes = 12, Wish = 600, Errors = 6, Error = 600, Done = 20, Todos = 30, Changed = 40, Read = 15, Decisions = 10, Decision = 800, Commands = 7, Output = 400, State = 1200 },
        new() { Task = 2200, Wishes = 10, Wish = 450, Errors = 5, Error = 480, Done = 12, Todos = 24, Changed = 32, Read = 12, Decisions = 8, Decision = 500, Commands = 6, Output = 240, State = 900 },
        new() { Task = 1700, Wishes = 8, Wish = 360, Errors = 4, Error = 400, Done = 8, Todos = 20, Changed = 26, Read = 8, Decisions = 7, Decision = 360, Commands = 5, Output = 120, State = 700 },
        new() { Task = 1300, Wishes = 7, Wish = 280, Errors = 4, Error = 320, Done = 6, Todos = 16, Changed = 24, Read = 6, Decisions = 6, Decision = 280, Commands = 4, Output = 0, State = 500 },
        new() { Task = 1000, Wishes = 6, Wish = 220, Errors = 3, Error = 260, Done = 4, Todos = 12, Changed = 22, Read = 4, Decisions = 5, Decision = 220, Commands = 3, Output = 0, State = 350 },
        new() { Task = 760, Wishes = 5, Wish = 180, Errors = 3, Error = 200, Done = 0, Todos = 9, Changed = 20, Read = 2, Decisions = 5, Decision = 180, Commands = 2, Output = 0, State = 240 },
        new() { Task = 560, Wishes = 4, Wish = 150, Errors = 2, Error = 160, Done = 0, Todos = 7, Changed = 16, Read = 0, Decisions = 4, Decision = 150, Commands = 1, Output = 0, State = 160 },
        new() { Task = 420, Wishes = 3, Wish = 120, Errors = 2, Error = 120, Done = 0, Todos = 5, Changed = 12, Read = 0, Decisions = 3, Decision = 120, Commands = 0, Output = 0, State = 0 },
        new() { Task = 340, Wishes = 3, Wish = 110, Errors = 2, Error = 110, Done = 0, Todos = 4, Changed = 9, Read = 0, Decisions = 3, Decision = 110, Commands = 0, Output = 0, State = 0 },
        new() { Task = 280, Wishes = 2, Wish = 100, Errors = 1, Error = 110, Done = 0, Todos = 3, Changed = 7, Read = 0, Decisions = 3, Decision = 90, Commands = 0, Output = 0, State = 0 },
        new() { Task = 240, Wishes = 2, Wish = 90, Errors = 1, Error = 100, Done = 0, Todos = 2, Changed = 5, Read = 0, Decisions = 2, Decision = 90, Commands = 0, Output = 0, State = 0 },
        new() { Task = 200, Wishes = 2, Wish = 80, Errors = 1, Error = 80, Done = 0, Todos = 2, Changed = 4, Read = 0, Decisions = 2, Decision = 70, Commands = 0, Output = 0, State = 0 },
        new() { Task = 170, Wishes = 1, Wish = 70, Errors = 1, Error = 70, Done = 0, Todos = 1, Changed = 3, Read = 0, Decisions = 1, Decision = 70, Commands = 0, Output = 0, State = 0 },
        new() { Task = 150, Wishes = 1, Wish = 60, Errors = 1, Error = 60, Done = 0, Todos = 0, Changed = 3, Read = 0, Decisions = 1, Decision = 60, Commands = 0, Output = 0, State = 0 },
        new() { Task = 130, Wishes = 1, Wish = 50, Errors = 1, Error = 50, Done = 0, Todos = 0, Changed = 2, Read = 0, Decisions = 0, Decision = 0, Commands = 0, Output = 0, State = 0 },
        new() { Task = 110, Wishes = 1, Wish = 40, Errors = 0, Error = 0, Done = 0, Todos = 0, Changed = 1, Read = 0, Decisions = 0, Decision = 0, Commands = 0, Output = 0, State = 0 },
    ];

    /// <summary>True where even headings are too much.</summary>
    public bool IsCompact => Task <= 340;

    public required int Task { get; init; }

    public required int Wishes { get; init; }

    public required int Wish { get; init; }

    public required int Errors { get; init; }

    public required int Error { get; init; }

    /// <summary>How many of what is done already.</summary>
    public required int Done { get; init; }

    public required int Todos { get; init; }

    /// <summary>How many files that were changed.</summary>
    public required int Changed { get; init; }

    /// <summary>How many files that were only read.</summary>
    public required int Read { get; init; }

    public required int Decisions { get; init; }

    public required int Decision { get; init; }

    public required int Commands { get; init; }

    /// <summary>Letters of a command's output; 0: only how it went.</summary>
    public required int Output { get; init; }

    public required int State { get; init; }
}
