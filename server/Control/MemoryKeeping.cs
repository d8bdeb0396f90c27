using ClaudeSidecar.Context.Memory;
using ClaudeSidecar.Execution.Prepare;
using ClaudeSidecar.Settings;

namespace ClaudeSidecar.Control;

/// <summary>Keeps what sessions are about on disk, turn by turn, while the user lets it (<c>context.rememberSessions</c>).</summary>
public sealed class MemoryKeeping : IDisposable
{
    private readonly MemoryStore _store;
    private readonly OptionsStore _options;
    private readonly TurnPreparation _turns;

    /// <summary>Begins to keep.</summary>
    /// <param name="store">The files.</param>
    /// <param name="options">What the user chose.</param>
    /// <param name="turns">Tells of turns that have ended.</param>
    public MemoryKeeping(MemoryStore store, OptionsStore options, TurnPreparation turns)
    {
        (_store, _options, _turns) = (store, options, turns);
        _turns.Ended += Keep;
        _options.Changed += Obey;
        Obey(options.Current);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _turns.Ended -= Keep;
        _options.Changed -= Obey;
    }

    private void Keep(TurnEnd turn)
    {
        if (_options.Current.Context.RememberSessions && !turn.Memory.IsEmpty)
        {
            _store.Save(turn.Session, turn.Memory);
        }
    }

    // What was kept before the user said no goes, too.
    private void Obey(SidecarOptions options)
    {
        if (!options.Context.RememberSessions)
        {
            try
            {
                _store.ForgetAll();
            }
            catch (IOException)
            {
                // A file that is held open: the next start tries again.
            }
        }
    }
}
