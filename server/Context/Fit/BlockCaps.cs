namespace ClaudeSidecar.Context.Fit;

/// <summary>The most tokens of each kind of block before it is cut. <see cref="int.MaxValue"/> cuts nothing.</summary>
/// <param name="Text">What the user or the model says.</param>
/// <param name="Result">What tools return; images with it.</param>
/// <param name="Call">What tools are called with.</param>
/// <param name="Reminder">What the client adds by itself.</param>
internal readonly record struct BlockCaps(int Text, int Result, int Call, int Reminder)
{
    /// <summary>Nothing is cut.</summary>
    public static readonly BlockCaps None = new(int.MaxValue, int.MaxValue, int.MaxValue, int.MaxValue);

    /// <summary>Of an older turn: words are worth more than what can be had again.</summary>
    /// <param name="cap">The most tokens of a result.</param>
    public static BlockCaps Older(int cap) => cap == int.MaxValue ? None : new(Math.Max(160, 2 * cap), cap, Math.Max(96, cap), Math.Max(64, cap / 2));

    /// <summary>Of the turn that is answered now, where its results alone are too much.</summary>
    /// <param name="cap">The most tokens of a result.</param>
    public static BlockCaps Current(int cap) => cap == int.MaxValue ? None : new(int.MaxValue, cap, Math.Max(96, cap), cap);

    /// <summary>Of what stands before the model's first message.</summary>
    /// <param name="cap">The most tokens of a block.</param>
    public static BlockCaps Head(int cap) => new(cap, cap, cap, cap);
}
