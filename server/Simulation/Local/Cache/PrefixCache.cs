using ClaudeSidecar.Simulation.Local.Requests;
using ClaudeSidecar.Simulation.Scripts;

namespace ClaudeSidecar.Simulation.Local.Cache;

/// <summary>
/// What a server with one model in memory keeps of the prompts that it has read, and who may read one now. A prompt costs the time of
/// the tokens beyond the longest beginning that it has in common with what is kept; one changed character there costs everything
/// behind it (local-servers 3.5).
/// </summary>
internal sealed class PrefixCache(PrefillScript script, TimeSpan? linger, TimeProvider time)
{
    // llama-server: less in common than this share of the prompt does not choose a slot.
    private const double LeastSimilar = 0.1;

    // … and of a slot that would keep less than this share of its own, the whole is put aside first.
    private const double LeastKept = 0.5;

    private readonly Lock _lock = new();
    private readonly CacheSlot[] _slots = [.. Enumerable.Range(0, script.Slots).Select(_ => new CacheSlot())];
    private readonly LinkedList<(string Prompt, TaskCompletionSource<PromptReading> Turn)> _line = [];
    private readonly List<string> _aside = [];
    private long _uses;
    private long _asked;
    private long _hit;

    /// <summary>For each slot, whether a request runs in it.</summary>
    public IReadOnlyList<bool> Slots => Look(() => (IReadOnlyList<bool>)[.. _slots.Select(slot => slot.IsBusy)]);

    /// <summary>Requests that run.</summary>
    public int Running => Slots.Count(busy => busy);

    /// <summary>Requests that wait for a slot.</summary>
    public int Waiting => Look(() => _line.Count);

    /// <summary>Tokens of all prompts so far, and how many of them were there already.</summary>
    public (long Asked, long Hit) Tokens => Look(() => (_asked, _hit));

    /// <summary>Begins to read a prompt, once there is room for it.</summary>
    public async Task<PromptReading> EnterAsync(string prompt, CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource<PromptReading>(TaskCreationOptions.RunContinuationsAsynchronously);
        LinkedListNode<(string, TaskCompletionSource<PromptReading>)> place;
        lock (_lock)
        {
            if (_slots.Any(slot => !slot.IsBusy))
            {
                return Begin(prompt);
            }

            place = _line.AddLast((prompt, turn));
        }

        try
        {
            return await turn.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (!Look(() => TryLeaveLine(place)))
            {
                // Its turn came in the same moment.
                await (await turn.Task).DisposeAsync();
            }

            throw;
        }
    }

    /// <summary>Forgets everything: the model has left the memory.</summary>
    public void Clear() => Look(() =>
    {
        _aside.Clear();
        foreach (var slot in _slots)
        {
            slot.Kept = "";
        }

        return true;
    });

    private T Look<T>(Func<T> look)
    {
        lock (_lock)
        {
            return look();
        }
    }

    private bool TryLeaveLine(LinkedListNode<(string, TaskCompletionSource<PromptReading>)> place)
    {
        if (place.List is null)
        {
            return false;
        }

        _line.Remove(place);
        return true;
    }

    private PromptReading Begin(string prompt)
    {
        var slot = Choose(prompt);
        var cached = script.BlockTokens > 0 ? Shared(prompt) : Own(slot, prompt);
        (slot.IsBusy, slot.LastUse) = (true, ++_uses);
        (_asked, _hit) = (_asked + TokenCount.Of(prompt), _hit + cached);
        return new(prompt, cached, script.TokensPerSecond, linger, read => Leave(slot, read), time);
    }

    private void Leave(CacheSlot slot, string read)
    {
        lock (_lock)
        {
            if (script.BlockTokens > 0)
            {
                PutAside(slot.Kept);
            }

            (slot.Kept, slot.IsBusy) = (read, false);
            if (_line.First is { Value: var (prompt, turn) })
            {
                _line.RemoveFirst();
                turn.SetResult(Begin(prompt));
            }
        }
    }

    private CacheSlot Choose(string prompt)
    {
        var idle = _slots.Where(slot => !slot.IsBusy).OrderBy(slot => slot.LastUse).ToArray();
        var nearest = idle.MaxBy(slot => slot.Kept.AsSpan().CommonPrefixLength(prompt))!;
        return nearest.Kept.AsSpan().CommonPrefixLength(prompt) >= LeastSimilar * prompt.Length ? nearest : idle[0];
    }

    // At least one token is always read: an answer begins behind it.
    private int Own(CacheSlot slot, string prompt)
    {
        var common = slot.Kept.AsSpan().CommonPrefixLength(prompt);
        if (script.AsideTokens > 0 && common < LeastKept * slot.Kept.Length)
        {
            PutAside(slot.Kept);
            slot.Kept = _aside.MaxBy(kept => kept.AsSpan().CommonPrefixLength(prompt)) is { } aside && aside.AsSpan().CommonPrefixLength(prompt) > common ? aside : slot.Kept;
            common = slot.Kept.AsSpan().CommonPrefixLength(prompt);
        }

        return !script.RollsBack && (common < slot.Kept.Length || common == prompt.Length) ? 0 : Math.Min(common / TokenCount.Characters, TokenCount.Of(prompt) - 1);
    }

    private int Shared(string prompt)
    {
        var common = _slots.Select(slot => slot.Kept).Concat(_aside).Max(kept => kept.AsSpan().CommonPrefixLength(prompt)) / TokenCount.Characters;
        return Math.Min(common, TokenCount.Of(prompt) - 1) / script.BlockTokens * script.BlockTokens;
    }

    private void PutAside(string kept)
    {
        if (kept.Length == 0)
        {
            return;
        }

        _aside.Add(kept);
        while (_aside.Sum(TokenCount.Of) > script.AsideTokens)
        {
            _aside.RemoveAt(0);
        }
    }
}
