namespace KernelHost.Knowledge.Search;

/// <summary>A chunk, by its slot, and how well it fits; the higher the better.</summary>
internal readonly record struct ScoredSlot(long Slot, double Score);
